-- What failed within a running try and is repeated in a moment, whole.
ALTER TABLE attempts ADD COLUMN faltered jsonb;
