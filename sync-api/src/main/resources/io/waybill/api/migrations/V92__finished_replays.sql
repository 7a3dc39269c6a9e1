-- When it was seen that the last task of a replay is over: lists do not count tasks.
ALTER TABLE replays ADD COLUMN finished_at timestamptz;
