-- What whoever asked was limited to at that moment, and so what the filter selects from; null = no
-- limit. Callers with the same limit see each other's.
ALTER TABLE replays ADD COLUMN scope jsonb;
CREATE INDEX replays_scope ON replays (scope, asked_at, id) WHERE scope IS NOT NULL;
ALTER TABLE cancels ADD COLUMN scope jsonb;
