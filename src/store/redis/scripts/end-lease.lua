-- Ends a lease of the one who has it.
--
-- KEYS[1]  the lease
-- ARGV[1]  who asks
-- Returns  DONE, also when another one has it

if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 'DONE'
