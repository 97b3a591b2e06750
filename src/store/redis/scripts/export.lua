-- Reads all of a record that this node must not write any more.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- Returns  an array: field, text, ..., and last what is left of the record in milliseconds, an integer; or
--          ABSENT  neither record nor tombstone
--          ENDED   a tombstone

local ttl = redis.call('PTTL', KEYS[1])
if ttl <= 0 then
  return redis.call('GET', KEYS[2]) == '' and 'ENDED' or 'ABSENT'
end
local copy = redis.call('HGETALL', KEYS[1])
copy[#copy + 1] = ttl
return copy
