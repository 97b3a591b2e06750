-- Lets only those pass who go by the topology of this node and take it for the node that it is (docs/ring-change.md); the beginning of every script about records.
-- The last of KEYS is the hash `ring`, the last of ARGV the caller's fence; what follows does not see them.
-- Errors, having done nothing: STALE and the document, when this node has a newer topology, another of the same epoch, or is another node;
-- BEHIND and words (Redis 7 puts ERR before a single word) when it has an older one, or none.
do
  local ringKey, fence = table.remove(KEYS), table.remove(ARGV)
  local installed = redis.call('HGET', ringKey, 'fence')
  if installed ~= fence then
    if installed and tonumber(string.match(installed, '^%d+')) >= tonumber(string.match(fence, '^%d+')) then
      return redis.error_reply('STALE ' .. redis.call('HGET', ringKey, 'document'))
    end
    return redis.error_reply('BEHIND the topology here is older')
  end
end
