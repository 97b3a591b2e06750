-- Reads a session and writes nothing: this does not count as its use.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- ARGV[1]  SHA-256 of the secret, base64url
-- ARGV[2]  `all`, or `metadata` to leave out the values
-- Returns  the session (include/session.lua), its second line with one number more: the instant of this reading; or
--          GONE     neither record nor tombstone; after a line feed this node's time (base 36)
--          ENDED    a tombstone
--          ROTATED  a record with another secret
--
--#include session

local session, refusal = sessionOf(ARGV[1], ARGV[2] == 'all')
if not session then
  return refusal
end
-- The last number of the second line until now.
session.deadlineText = session.deadlineText .. ' ' .. base36(now)
return found(session)
