-- Deletes that wait for a person are counted, too: they are neither successes nor failures.
ALTER TABLE statistics ADD COLUMN held integer NOT NULL DEFAULT 0;
INSERT INTO stale_hours
SELECT DISTINCT date_trunc('hour', planned_at, 'UTC') FROM records WHERE status = 'held';
