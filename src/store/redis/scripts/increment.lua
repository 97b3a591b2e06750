-- Adds to a whole number in a session; a value that is not there counts as 0.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- ARGV[1]  SHA-256 of the secret, base64url
-- ARGV[2]  `all`, or `metadata` to answer without the values
-- ARGV[3]  the version to apply to; empty: any
-- ARGV[4]  how many values a session may have
-- ARGV[5]  bytes of keys and texts that a user's session may have
-- ARGV[6]  bytes of keys and texts that an anonymous session may have
-- ARGV[7]  key
-- ARGV[8]  what to add, a whole number
-- Returns  the session (include/session.lua), or, in this order,
--          GONE     neither record nor tombstone; after a line feed this node's time (base 36)
--          ENDED    a tombstone
--          ROTATED  a record with another secret
--          CONFLICT, line feed, the version (base 36)
--          READ_ONLY and the key, which login wrote, an array
--          NOT_WHOLE     the value is no whole number within 2^53 - 1 either way
--          OUT_OF_RANGE  the sum is not
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
local key = ARGV[7]
if session.readOnly[key] then
  return { 'READ_ONLY', key }
end

local text = '0'
for i = 1, #session.values, 2 do
  if session.values[i] == key then
    text = session.values[i + 1]
  end
end
-- The largest whole number up to which all are exact in a JSON reader.
local largest = 9007199254740991
-- Only what JSON calls a number: Lua would take hexadecimal and blanks too.
local value = string.match(text, '^-?%d[%d.eE+-]*$') and tonumber(text)
if not value or value ~= math.floor(value) or math.abs(value) > largest then
  return 'NOT_WHOLE'
end
local sum = value + tonumber(ARGV[8])
if math.abs(sum) > largest then
  return 'OUT_OF_RANGE'
end

-- Plus 0 makes 0 of minus 0.
refusal = setValues(session, { key, string.format('%.0f', sum + 0) }, ARGV[4], ARGV[5], ARGV[6])
if refusal then
  return refusal
end
return changed(session, ARGV[2])
