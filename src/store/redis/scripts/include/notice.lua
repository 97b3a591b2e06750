-- Tells those who listen to the session of KEYS[1] what happened to it (docs/records.md); after include/session.lua.

-- Called after the last write: who hears of a change can read it. No memory is needed, so a server at maxmemory tells too;
-- a user who may not publish still changes sessions.
local function tell(kind)
  redis.pcall('PUBLISH', 'e' .. string.sub(KEYS[1], 2), kind .. ' ' .. base36(now))
end
