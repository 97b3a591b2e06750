-- Makes a topology the one that callers must have, and publishes its fence on the channel `ring`.
--
-- KEYS[1]  the hash `ring`
-- ARGV[1]  its fence here: epoch, space, change id, space, the id of this node
-- ARGV[2]  ring id
-- ARGV[3]  the document, JSON
-- ARGV[4]  the fence of the only topology that it may replace; empty: any older one, or none
-- ARGV[5]  the id of this node
-- Returns  INSTALLED  also when it was there already
--          BEHIND     there is an older one than the one to replace, or none
--          NEWER      and the document, an array: there is a newer one
--          SPLIT      and the document, an array: there is another of the same epoch
--          OCCUPIED   and an id, an array: this is another node of the ring
--          FOREIGN    and the document, an array: there is one of another ring

local function epoch(fence)
  return tonumber(string.match(fence, '^%d+'))
end

local fence, ringId, document, node = unpack(redis.call('HMGET', KEYS[1], 'fence', 'ringId', 'document', 'node'))
if fence == ARGV[1] then
  return 'INSTALLED'
end
if fence then
  if ringId ~= ARGV[2] then
    return { 'FOREIGN', document }
  end
  if node and node ~= ARGV[5] then
    return { 'OCCUPIED', node }
  end
  if epoch(fence) > epoch(ARGV[1]) then
    return { 'NEWER', document }
  end
  if epoch(fence) == epoch(ARGV[1]) then
    return { 'SPLIT', document }
  end
end
if ARGV[4] ~= '' and fence ~= ARGV[4] then
  return 'BEHIND'
end
-- First, since it needs no memory: a server at maxmemory then lets the write that follows pass.
redis.call('HDEL', KEYS[1], 'document')
redis.call('HSET', KEYS[1], 'fence', ARGV[1], 'ringId', ARGV[2], 'document', ARGV[3], 'node', ARGV[5])
redis.pcall('PUBLISH', 'ring', ARGV[1])
return 'INSTALLED'
