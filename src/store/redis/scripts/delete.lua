-- Deletes a value of a session; deleting what is not there changes nothing, not even the version.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- ARGV[1]  SHA-256 of the secret, base64url
-- ARGV[2]  `all`, or `metadata` to answer without the values
-- ARGV[3]  the version to apply to; empty: any
-- ARGV[4]  key
-- Returns  the session (include/session.lua), or, in this order,
--          GONE     neither record nor tombstone; after a line feed this node's time (base 36)
--          ENDED    a tombstone
--          ROTATED  a record with another secret
--          CONFLICT, line feed, the version (base 36)
--          READ_ONLY and the key, which login wrote, an array
--
--#include session
--#include notice
--#include change

local session, refusal = sessionToChange(ARGV[1], ARGV[3])
if not session then
  return refusal
end
local key = ARGV[4]
if session.readOnly[key] then
  return { 'READ_ONLY', key }
end
-- First, since it needs no memory: a server at maxmemory then lets the write that follows pass.
if redis.call('HDEL', KEYS[1], key) == 1 then
  local kept = {}
  for i = 1, #session.values, 2 do
    if session.values[i] ~= key then
      kept[#kept + 1] = session.values[i]
      kept[#kept + 1] = session.values[i + 1]
    end
  end
  session.values = kept
  writeChange(session, {})
end
return changed(session, ARGV[2])
