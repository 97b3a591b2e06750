-- Counts events in a window of time that begins with the first one.
--
-- KEYS[1]  the counter, l:<name>:<digest>
-- ARGV[1]  how many events: above zero to count them, below zero to take them back
-- ARGV[2]  the window in whole seconds
--
-- Returns {events, ms}: how many are counted now, and how long until the window ends.
-- Taking back never goes below zero, and makes no counter: {0, 0} where there is none.
local by = tonumber(ARGV[1])
local ttl = redis.call('PTTL', KEYS[1])
if by < 0 then
  local events = tonumber(redis.call('GET', KEYS[1]) or '0')
  by = math.max(by, -events)
  if by == 0 then
    return { events, math.max(ttl, 0) }
  end
end
local events = redis.call('INCRBY', KEYS[1], by)
if ttl < 0 then
  ttl = ARGV[2] * 1000
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return { events, ttl }
