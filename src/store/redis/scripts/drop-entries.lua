-- Drops entries of a user's index on a Redis Cluster: those that are as they were read, since a login may have written one
-- anew, and old enough for the login that wrote them to have ended.
--
-- KEYS[1]  the user's index
-- ARGV[1]  how old an entry has to be, milliseconds
-- ARGV[2..]  session id, entry, ...
-- Returns  DONE
--
--#include time

for i = 2, #ARGV, 2 do
  local written = tonumber(string.match(ARGV[i + 1], '%w+$'), 36)
  -- A server that takes no writes is still good for reading. While the slot moves, an index whose last entry is gone belongs
  -- to another server, and refuses whatever follows.
  if now - written >= tonumber(ARGV[1]) and redis.pcall('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.pcall('HDEL', KEYS[1], ARGV[i])
  end
end
return 'DONE'
