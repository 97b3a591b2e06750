-- Signs a user in on an existing session: new secret, new deadlines, the login's values over the old ones.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- KEYS[3]  the user's index; absent on a Redis Cluster
-- ARGV[1]  session id
-- ARGV[2]  SHA-256 of the secret until now, base64url
-- ARGV[3]  SHA-256 of the new secret, base64url
-- ARGV[4]  idle timeout, milliseconds
-- ARGV[5]  absolute lifetime, milliseconds
-- ARGV[6]  the field $c
-- ARGV[7]  credential version
-- ARGV[8]  user id
-- ARGV[9..]  fields of values: name, JSON text, ...
-- Returns  the session (include/session.lua), as it is now when this was done before, or
--          GONE     neither record nor tombstone; after a line feed this node's time (base 36)
--          ENDED    a tombstone
--          ROTATED  a record with a third secret
--          OTHER_LOGIN  a session of another user or credential version
--
--#include session
--#include notice
--#include login

local session = readSession(KEYS[1], true)
if not session then
  return missing()
end
if session.secretHash == ARGV[3] then
  return found(session)
end
if session.secretHash ~= ARGV[2] then
  return 'ROTATED'
end
if session.user ~= '' and (userId(session) ~= ARGV[8] or string.match(session.user, '^%S+') ~= ARGV[7]) then
  return 'OTHER_LOGIN'
end

local written = {}
for i = 9, #ARGV, 2 do
  written[ARGV[i]] = true
end
local stale = {}
for i = 1, #session.values, 2 do
  local key = session.values[i]
  local isReadOnly = session.readOnly[key]
  local name = isReadOnly and '$:' .. key or key
  -- What an earlier login wrote makes way, and so does an anonymous value of a name that is read-only now.
  if not written[name] and (isReadOnly or written['$:' .. key]) then
    stale[#stale + 1] = name
  end
end

session.version = session.version + 1
session.seen = now
session.idle = tonumber(ARGV[4])
session.deadline = now + tonumber(ARGV[5])
session.secretHash = ARGV[3]
session.client = ARGV[6]
session.user = ARGV[7] .. ' ' .. base36(now) .. ' ' .. ARGV[8]
writeSession(ARGV[1], session, { unpack(ARGV, 9) })
local copyUntil = redis.call('HGET', KEYS[1], '$m')
copyUntil = copyUntil and tonumber(copyUntil, 36) or 0
-- The node before may still have a copy with the old secret, and this login may end first: nobody is to bring that one
-- back. It was the first login here that the copy does not know.
if copyUntil > now then
  redis.call('SET', KEYS[2], ARGV[2], 'PX', copyUntil - now, 'NX')
end
if #stale > 0 then
  redis.call('HDEL', KEYS[1], unpack(stale))
end
tell('renewed', session.seenText)
return found(readSession(KEYS[1], true))
