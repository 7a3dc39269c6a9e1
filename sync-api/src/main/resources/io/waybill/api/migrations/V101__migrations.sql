-- Migrations: many scans that are one job, and what is let go of them at a time.

CREATE TABLE migrations (
    id            uuid        PRIMARY KEY,
    name          text,
    -- running, paused, cancelling, cancelled, done, done-with-failures
    state         text        NOT NULL,
    requested_by  text,
    -- Who cancelled it.
    cancelled_by  text,
    -- When its open tasks were last told to be cancelled.
    cancel_told   timestamptz,
    created_at    timestamptz NOT NULL,
    ended_at      timestamptz
);
CREATE INDEX migrations_created ON migrations (created_at, id);
CREATE INDEX migrations_name ON migrations (name, created_at) WHERE name IS NOT NULL;
CREATE INDEX migrations_open ON migrations (id) WHERE ended_at IS NULL;

CREATE TABLE migration_parts (
    migration_id    uuid    NOT NULL REFERENCES migrations ON DELETE CASCADE,
    -- From 1, in the order in which they were given.
    number          integer NOT NULL,
    -- waiting; running: its scan looks over it; planning: its task is put on the queue; done, failed
    -- or cancelled
    state           text    NOT NULL,
    source          text    NOT NULL,
    target          text    NOT NULL,
    target_registry text    NOT NULL,
    -- The scan that does it, whole.
    request         jsonb   NOT NULL,
    scan_id         uuid    NOT NULL,
    -- The image, where it is one by its digest, and where it goes: no scan finds that.
    digest          text,
    -- How many tasks its first step makes at most.
    weight          integer NOT NULL,
    -- What its scan has seen, and why steps of it failed; known when it is over.
    counts          jsonb,
    failures        jsonb,
    ended_at        timestamptz,
    PRIMARY KEY (migration_id, number)
);
CREATE INDEX migration_parts_waiting ON migration_parts (migration_id, target_registry, number)
    WHERE state = 'waiting';
CREATE INDEX migration_parts_under_way ON migration_parts (migration_id, number)
    WHERE state IN ('running', 'planning');
CREATE INDEX migration_parts_scan ON migration_parts (scan_id);

-- Steps of a migration's scans are held until their turn has come.
ALTER TABLE scans ADD COLUMN migration_id uuid;
-- How many tasks the step makes at most.
ALTER TABLE scan_steps ADD COLUMN weight integer NOT NULL DEFAULT 100;
