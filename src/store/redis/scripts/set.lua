-- Sets values of a session: all of them or none.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- ARGV[1]  SHA-256 of the secret, base64url
-- ARGV[2]  `all`, or `metadata` to answer without the values
-- ARGV[3]  the version to apply to; empty: any
-- ARGV[4]  how many values a session may have
-- ARGV[5]  bytes of keys and texts that a user's session may have
-- ARGV[6]  bytes of keys and texts that an anonymous session may have
-- ARGV[7..]  key, JSON text, ...
-- Returns  the session (include/session.lua), or, in this order,
--          GONE     neither record nor tombstone; after a line feed this node's time (base 36)
--          ENDED    a tombstone
--          ROTATED  a record with another secret
--          CONFLICT, line feed, the version (base 36)
--          READ_ONLY and the first key that login wrote, an array
--          TOO_MANY_VALUES
--          TOO_MANY_BYTES, line feed, the limit
--
--#include session
--#include notice
--#include change

local session, refusal = sessionToChange(ARGV[1], ARGV[3])
if not session then
  return refusal
end
for i = 7, #ARGV, 2 do
  if session.readOnly[ARGV[i]] then
    return { 'READ_ONLY', ARGV[i] }
  end
end
refusal = setValues(session, { unpack(ARGV, 7) }, ARGV[4], ARGV[5], ARGV[6])
if refusal then
  return refusal
end
return changed(session, ARGV[2])
