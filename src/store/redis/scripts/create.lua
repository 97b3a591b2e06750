-- Keeps a new session.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- KEYS[3]  the user's index; absent for an anonymous session and on a Redis Cluster
-- ARGV[1]  session id
-- ARGV[2]  SHA-256 of the secret, base64url
-- ARGV[3]  idle timeout, milliseconds
-- ARGV[4]  absolute lifetime, milliseconds
-- ARGV[5]  the field $c
-- ARGV[6]  credential version; empty for an anonymous session
-- ARGV[7]  user id; empty for an anonymous session
-- ARGV[8..]  fields of values: name, JSON text, ...
-- Returns  the session (include/session.lua), as it is now when this was done before, or
--          TAKEN    a tombstone, or a record with another secret
--
--#include session
--#include login

local session = readSession(KEYS[1], true)
if session then
  return session.secretHash == ARGV[2] and found(session) or 'TAKEN'
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  return 'TAKEN'
end
writeSession(ARGV[1], {
  version = 1,
  seen = now,
  created = base36(now),
  idle = tonumber(ARGV[3]),
  deadline = now + tonumber(ARGV[4]),
  secretHash = ARGV[2],
  client = ARGV[5],
  user = ARGV[7] == '' and '' or ARGV[6] .. ' ' .. base36(now) .. ' ' .. ARGV[7],
}, { unpack(ARGV, 8) })
return found(readSession(KEYS[1], true))
