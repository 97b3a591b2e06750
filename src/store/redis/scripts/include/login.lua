-- What the scripts that begin or sign in a session share; after include/session.lua.
-- KEYS[3] is the user's index on this node; there is none for an anonymous session, nor where a Redis Cluster has it in
-- another slot.

-- Writes a whole session with these fields (name, text, ...) and notes it in the user's index. The record comes first,
-- so that a server at maxmemory refuses all of it.
local function writeSession(id, session, fields)
  local record = {
    '$t', packTimes(session),
    '$s', session.secretHash .. ' ' .. base36(session.deadline),
    '$c', session.client,
  }
  if session.user ~= '' then
    record[7], record[8] = '$u', session.user
  end
  local count = #record
  for i = 1, #fields do
    record[count + i] = fields[i]
  end
  redis.call('HSET', KEYS[1], unpack(record))
  redis.call('PEXPIREAT', KEYS[1], expireAt(session))
  if KEYS[3] then
    redis.call('HSET', KEYS[3], id, base36(session.deadline))
    if redis.call('PTTL', KEYS[3]) < session.deadline - now then
      redis.call('PEXPIREAT', KEYS[3], session.deadline)
    end
  end
end
