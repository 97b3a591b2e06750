-- A session of a user, as describe.lua answers it, on a Redis Cluster. Does not count as its use.
--
-- KEYS[1]  record
-- ARGV[1]  `all`, or `metadata` to leave out the values
-- ARGV[2]  user id
-- Returns  the session (include/session.lua), or
--          GONE  there is none, or it is another user's
--
--#include session

local session = readSession(KEYS[1], ARGV[1] == 'all')
return session and userId(session) == ARGV[2] and found(session) or 'GONE'
