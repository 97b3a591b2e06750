-- Forgets all events that were counted.
--
-- KEYS[1]  the counter
-- Returns  DONE, also when there was none

redis.call('DEL', KEYS[1])
return 'DONE'
