-- What the scripts that change values share; after include/session.lua and include/notice.lua.

-- The session to change, or nil and the reply that says why not.
local function sessionToChange(secretHash, ifVersion)
  local session, refusal = sessionOf(secretHash, true)
  if not session then
    return nil, refusal
  end
  if ifVersion ~= '' and tonumber(ifVersion) ~= session.version then
    return nil, 'CONFLICT\n' .. base36(session.version)
  end
  return session
end

-- Counts one change and one use, writes fields (name, text, ...) and tells of it. The write comes before the new TTL, so
-- that a server at maxmemory refuses all of it.
local function writeChange(session, fields)
  session.version = session.version + 1
  session.seen = now
  redis.call('HSET', KEYS[1], '$t', packTimes(session), unpack(fields))
  redis.call('PEXPIREAT', KEYS[1], expireAt(session))
  tell('changed', session.seenText)
end

-- Sets values (key, text, ...), or answers why not: they pass when they do not grow what is over a limit already.
local function setValues(session, writes, maxValues, maxSessionBytes, maxAnonymousBytes)
  local values = session.values
  local index, bytes, count = {}, 0, #values
  for i = 1, count, 2 do
    index[values[i]] = i
    bytes = bytes + #values[i] + #values[i + 1]
  end
  local bytesBefore = bytes
  for i = 1, #writes, 2 do
    local key, text = writes[i], writes[i + 1]
    local at = index[key]
    if at then
      bytes = bytes - #values[at + 1] + #text
    else
      at = #values + 1
      index[key] = at
      values[at] = key
      bytes = bytes + #key + #text
    end
    values[at + 1] = text
  end
  if #values > count and #values / 2 > tonumber(maxValues) then
    return 'TOO_MANY_VALUES'
  end
  local maxBytes = session.user == '' and maxAnonymousBytes or maxSessionBytes
  if bytes > bytesBefore and bytes > tonumber(maxBytes) then
    return 'TOO_MANY_BYTES\n' .. maxBytes
  end
  writeChange(session, writes)
end

-- The reply of a change that was applied: the session, without its values unless all was asked for.
local function changed(session, parts)
  if parts ~= 'all' then
    session.values = {}
  end
  return found(session)
end
