-- Keeps how far moving from this node has come.
--
-- KEYS[1]  the checkpoint
-- ARGV[1]  its text
-- ARGV[2]  for how long, seconds
-- Returns  DONE

-- First, since it needs no memory: a server at maxmemory then lets the write that follows pass, and moving frees some.
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 'DONE'
