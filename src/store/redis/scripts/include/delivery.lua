-- Puts down a copy of the record of KEYS[1] that its node of before could not write any more (docs/ring-change.md), before
-- what follows; after include/session.lua. Tells nobody: nothing has happened to the session.
-- The last of KEYS is the index of the copy's user, when it has one. The last of ARGV are the copy's fields (name, text,
-- ...), how many arguments these are, how long it had to live and this node's time when it had no record (milliseconds).
-- What follows does not see them.
local deliveryTimeMs = 2000

local function deliver()
  local missedAt, ttl = tonumber(table.remove(ARGV)), tonumber(table.remove(ARGV))
  local fields, user, secretHash, deadline = {}, nil, nil, nil
  for i = tonumber(table.remove(ARGV)), 1, -1 do
    fields[i] = table.remove(ARGV)
  end
  for i = 1, #fields, 2 do
    if fields[i] == '$u' then
      user = table.remove(KEYS)
    elseif fields[i] == '$s' then
      secretHash = string.sub(fields[i + 1], 1, 43)
      deadline = tonumber(string.sub(fields[i + 1], 45), 36)
    end
  end
  -- A tombstone that was here since may be gone again.
  if now > missedAt + deliveryTimeMs then
    return 'LATE'
  end
  local tombstone = redis.call('GET', KEYS[2])
  if tombstone == '' or tombstone == secretHash then
    return 'ENDED'
  end
  if redis.call('EXISTS', KEYS[1]) == 1 then
    return 'PRESENT'
  end
  ttl = math.min(ttl, deadline - now)
  if ttl > 0 then
    -- Until when the copy may still be found on its node of before; a tombstone has to outlive it.
    fields[#fields + 1], fields[#fields + 2] = '$m', base36(now + ttl)
    redis.call('HSET', KEYS[1], unpack(fields))
    -- One for a copy of an earlier move, which has come to its end.
    redis.call('DEL', KEYS[2])
    redis.call('PEXPIRE', KEYS[1], ttl)
    if user then
      redis.call('HSET', user, string.sub(KEYS[1], 4, -2), base36(deadline))
      if redis.call('PTTL', user) < deadline - now then
        redis.call('PEXPIREAT', user, deadline)
      end
    end
  end
  return 'IMPORTED'
end

local delivered = deliver()
if delivered == 'LATE' then
  return 'LATE'
end
