-- A user's sessions of these ids. Does not count as their use; drops index entries that have no session.
--
-- KEYS[1]  the user's index
-- KEYS[2..]  a record each
-- ARGV[1]  `all`, or `metadata` to leave out the values
-- ARGV[2]  user id
-- ARGV[3..]  the session id of each record
-- Returns  an array with one item a record: the session (include/session.lua), or GONE
--
--#include session

local replies = {}
for i = 2, #KEYS do
  local session = readSession(KEYS[i], ARGV[1] == 'all')
  if session and userId(session) == ARGV[2] then
    replies[i - 1] = found(session)
  else
    -- Entry and record are written by one script, so what is missing has ended. A server that takes no writes is
    -- still good for reading.
    redis.pcall('HDEL', KEYS[1], ARGV[i + 1])
    replies[i - 1] = 'GONE'
  end
end
return replies
