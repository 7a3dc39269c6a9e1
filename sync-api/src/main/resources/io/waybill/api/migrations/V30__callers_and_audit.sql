-- Two callers may choose the same key, and mean different things by it.
ALTER TABLE idempotency_keys ADD COLUMN caller text NOT NULL DEFAULT 'anyone';
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey;
ALTER TABLE idempotency_keys ADD PRIMARY KEY (caller, route, key);

-- Who changed, replayed or cancelled what; also what was refused.
CREATE TABLE audit (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now(),
    request_id uuid        NOT NULL,
    caller_id  text        NOT NULL,
    caller     text        NOT NULL,
    role       text        NOT NULL,
    address    text        NOT NULL,
    method     text        NOT NULL,
    path       text        NOT NULL,
    -- Null: the process ended before it answered. What is in before and after was done all the same.
    status     integer,
    detail     text,
    asked      jsonb,
    before     jsonb,
    after      jsonb
);
CREATE UNIQUE INDEX audit_request ON audit (request_id);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_caller ON audit (caller, id);
CREATE INDEX audit_caller_id ON audit (caller_id, id);
CREATE INDEX audit_path ON audit (path text_pattern_ops, id);
