-- When a delete was written, and not when the transaction began that wrote it: whoever has seen all
-- that were written until then may say so (DeleteStore).
ALTER TABLE deletes ALTER COLUMN held_at SET DEFAULT clock_timestamp();
