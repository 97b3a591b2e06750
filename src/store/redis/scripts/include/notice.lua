-- Tells those who listen to the session of KEYS[1] what happened to it (docs/records.md); after include/session.lua.

-- `at` is the text of `now`. Called after the last write, so that what was refused is not told. No memory is needed, so a
-- server at maxmemory tells too; a user who may not publish still changes sessions.
local function tell(kind, at)
  redis.pcall('PUBLISH', 'e' .. string.sub(KEYS[1], 2), kind .. ' ' .. at)
end
