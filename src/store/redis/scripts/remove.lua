-- Deletes a record that has another node now, and its index entry. Leaves no tombstone and tells nobody.
--
-- KEYS[1]  record
-- KEYS[2]  the user's index; absent for an anonymous session
-- ARGV[1]  session id
-- Returns  DONE, also when there was none

redis.call('DEL', KEYS[1])
if KEYS[2] then
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return 'DONE'
