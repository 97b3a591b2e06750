-- The ids in a user's index, those of sessions that have ended unused included; drops those past their deadline.
--
-- KEYS[1]  the user's index
-- Returns  an array of session ids, in no order

local now = tonumber(redis.call('TIME')[1]) * 1000
local entries = redis.call('HGETALL', KEYS[1])
local ids = {}
for i = 1, #entries, 2 do
  if tonumber(entries[i + 1], 36) < now then
    -- A server that takes no writes is still good for reading.
    redis.pcall('HDEL', KEYS[1], entries[i])
  else
    ids[#ids + 1] = entries[i]
  end
end
return ids
