-- The entries in a user's index on a Redis Cluster, those of sessions that have ended unused included; drops those past
-- their deadline.
--
-- KEYS[1]  the user's index
-- Returns  an array: session id, entry, ..., in no order
--
--#include time

local entries = redis.call('HGETALL', KEYS[1])
local kept = {}
for i = 1, #entries, 2 do
  if tonumber(string.match(entries[i + 1], '^%w+'), 36) < now then
    -- A server that takes no writes is still good for reading.
    redis.pcall('HDEL', KEYS[1], entries[i])
  else
    kept[#kept + 1], kept[#kept + 2] = entries[i], entries[i + 1]
  end
end
return kept
