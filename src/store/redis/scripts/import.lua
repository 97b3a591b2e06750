-- Puts down a copy of a record, unless there is one; tells nobody. Only comes with a delivery (include/delivery.lua).
--
-- KEYS[1]  record
-- KEYS[2]  tombstone
-- Returns  IMPORTED  also when the copy's time is over, so that there is nothing to put down
--          PRESENT   there was a record, which was left as it is
--          ENDED     a tombstone
--          LATE      the delivery took too long
--
--#include session

return delivered
