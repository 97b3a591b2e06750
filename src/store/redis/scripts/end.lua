-- Ends a session and leaves a tombstone, so that nothing in flight brings it back.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- KEYS[3]  the index of the session's user; absent when it is known to be anonymous and on a Redis Cluster
-- ARGV[1]  session id
-- ARGV[2]  `secret` or `user`: who asks
-- ARGV[3]  SHA-256 of the secret, base64url; or the user id
-- ARGV[4]  how long the tombstone stays at least, milliseconds: longer where the record came from another node that may
--          still have a copy of it
-- Returns  DONE       ended by this call
--          GONE       neither record nor tombstone; after a line feed this node's time (base 36)
--          ENDED      a tombstone
--          ROTATED    a record with another secret
--          NOT_YOURS  a session of another user, or of none
--
--#include session
--#include notice

local session = readSession(KEYS[1], false)
if not session then
  return missing()
end
if ARGV[2] == 'secret' then
  if session.secretHash ~= ARGV[3] then
    return 'ROTATED'
  end
elseif userId(session) ~= ARGV[3] then
  return 'NOT_YOURS'
end
local copyUntil = redis.call('HGET', KEYS[1], '$m')
local tombstoneMs = math.max(tonumber(ARGV[4]), copyUntil and tonumber(copyUntil, 36) - now or 0)
-- First, since it needs no memory: a server at maxmemory then lets the tombstone pass.
redis.call('DEL', KEYS[1])
if KEYS[3] then
  redis.call('HDEL', KEYS[3], ARGV[1])
end
redis.call('SET', KEYS[2], '', 'PX', tombstoneMs)
tell('ended', base36(now))
return 'DONE'
