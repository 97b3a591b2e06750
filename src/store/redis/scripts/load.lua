-- Reads a session, and notes its use when that was last noted a while ago.
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- ARGV[1]  SHA-256 of the secret, base64url
-- ARGV[2]  `all`, or `metadata` to leave out the values
-- Returns  the session (include/session.lua), or
--          GONE     neither record nor tombstone; after a line feed this node's time (base 36)
--          ENDED    a tombstone
--          ROTATED  a record with another secret
--
--#include session

local session, refusal = sessionOf(ARGV[1], ARGV[2] == 'all')
if not session then
  return refusal
end
-- As touchIntervalMs in src/session/deadlines.ts.
if now - session.seen > math.min(math.floor(session.idle / 10), 60000) then
  session.seen = now
  -- The TTL first: it needs no memory, and after it a server at maxmemory lets the other write pass. A server that
  -- takes no writes at all is still good for reading.
  if redis.pcall('PEXPIREAT', KEYS[1], expireAt(session)) == 1 then
    -- A deadline that has come by now deletes the record; a write would bring back a part of it, without a TTL.
    if redis.call('EXISTS', KEYS[1]) == 0 then
      return missing()
    end
    redis.pcall('HSET', KEYS[1], '$t', packTimes(session))
  end
end
return found(session)
