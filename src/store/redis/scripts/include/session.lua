-- The parts that scripts about one session share (docs/records.md says what the fields hold).
-- KEYS[1] is the session's record and KEYS[2] its tombstone, in every script that includes this one but describe.lua and
-- describe-one.lua.
--
-- A session is answered as lines, joined by line feeds; JSON text and metadata hold none, and where a key or a user id
-- does, the reply is an array of the same lines instead:
--   FOUND
--   <version> <last seen> <created> <idle timeout> <absolute deadline>   (base 36)
--   <the field $u, or nothing>
--   <the field $c>
--   <key>, <JSON text>, ...                                              (only when the values were asked for)

-- What is at a record's key: a session, or nil. Its `values` are key, text, key, text..., without a login's prefix.
local function readSession(recordKey, withValues)
  local times, secret, user, client
  local values, readOnly = {}, {}
  if withValues then
    local fields = redis.call('HGETALL', recordKey)
    local count = 0
    for i = 1, #fields, 2 do
      local name, text = fields[i], fields[i + 1]
      if string.byte(name) ~= 36 then
        values[count + 1], values[count + 2] = name, text
        count = count + 2
      elseif name == '$t' then
        times = text
      elseif name == '$s' then
        secret = text
      elseif name == '$u' then
        user = text
      elseif name == '$c' then
        client = text
      elseif name ~= '$m' then
        local key = string.sub(name, 3)
        readOnly[key] = true
        values[count + 1], values[count + 2] = key, text
        count = count + 2
      end
    end
  else
    times, secret, user, client = unpack(redis.call('HMGET', recordKey, '$t', '$s', '$u', '$c'))
  end
  if not times then
    return nil
  end
  local version, seen, created, idle = string.match(times, '^(%w+) (%w+) (%w+) (%w+)$')
  return {
    times = times,
    version = tonumber(version, 36),
    seen = tonumber(seen, 36),
    created = created,
    idle = tonumber(idle, 36),
    deadline = tonumber(string.sub(secret, 45), 36),
    deadlineText = string.sub(secret, 45),
    secretHash = string.sub(secret, 1, 43),
    user = user or '',
    client = client,
    values = values,
    readOnly = readOnly,
  }
end

-- Why there is no session at KEYS[1]; a tombstone with a text is for a copy with that secret alone. With the time for `GONE`: where a record is awaited, it tells how long.
local function missing()
  return redis.call('GET', KEYS[2]) == '' and 'ENDED' or 'GONE\n' .. base36(now)
end

-- The session at KEYS[1] if this is its secret, or nil and the reply that says why not.
local function sessionOf(secretHash, withValues)
  local session = readSession(KEYS[1], withValues)
  if not session then
    return nil, missing()
  end
  if session.secretHash ~= secretHash then
    return nil, 'ROTATED'
  end
  return session
end

local function userId(session)
  return string.match(session.user, '^%S+ %S+ (.*)$')
end

-- Makes the field $t anew after one of its parts has changed. Keeps the text of "last seen", which takes its time to make.
local function packTimes(session)
  session.seenText = base36(session.seen)
  session.times = base36(session.version)
    .. ' ' .. session.seenText
    .. ' ' .. session.created
    .. ' ' .. base36(session.idle)
  return session.times
end

-- When a record ends if nobody uses it again.
local function expireAt(session)
  return math.min(session.seen + session.idle, session.deadline)
end

-- Joins lines into one string, which is cheaper to read than an array, unless a line holds a line feed itself.
local function joined(lines)
  for i = 1, #lines do
    if string.find(lines[i], '\n', 1, true) then
      return lines
    end
  end
  return table.concat(lines, '\n')
end

local function found(session)
  local values = session.values
  local lines = {
    'FOUND',
    session.times .. ' ' .. session.deadlineText,
    session.user,
    session.client,
  }
  for i = 1, #values do
    lines[i + 4] = values[i]
  end
  return joined(lines)
end
