-- What a request makes is named after its key. A key that comes back after its day is another wish.
ALTER TABLE idempotency_keys ADD COLUMN wish uuid NOT NULL DEFAULT gen_random_uuid();
