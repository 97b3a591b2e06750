-- Notes a session in its user's index on a Redis Cluster, where the record is on another server. Comes before the record is
-- written, so that no session is there that its user's list lacks.
--
-- KEYS[1]  the user's index
-- ARGV[1]  session id
-- ARGV[2]  for how long, milliseconds: somewhat longer than the session can last
-- Returns  the entry: until when it stays and when it was written, by this server's clock (base 36)
--
--#include time

local deadline = now + tonumber(ARGV[2])
-- The session may be there already, with a longer life, and refuse this login.
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before then
  deadline = math.max(deadline, tonumber(string.match(before, '^%w+'), 36))
end
local entry = base36(deadline) .. ' ' .. base36(now)
redis.call('HSET', KEYS[1], ARGV[1], entry)
if redis.call('PTTL', KEYS[1]) < deadline - now then
  redis.call('PEXPIREAT', KEYS[1], deadline)
end
return entry
