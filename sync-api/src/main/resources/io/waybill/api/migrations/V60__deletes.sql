-- Deletes on their way to the queue (docs/adr/0017-a-brake-on-deletes.md).

-- A copy of what history says of them, kept in the same transaction: what waits, and what was let go
-- lately, which is counted. held: nobody has decided; approved: somebody let it go, the gate has still
-- to queue it; discarded: somebody does not want it, the gate has still to say so; released: queued.
CREATE TABLE deletes (
    task_id           uuid        PRIMARY KEY,
    rule_id           uuid        NOT NULL,
    target            text        NOT NULL,
    target_registry   text        NOT NULL,
    target_repository text        NOT NULL,
    whole_repository  boolean     NOT NULL,
    state             text        NOT NULL DEFAULT 'held',
    held_at           timestamptz NOT NULL DEFAULT now(),
    released_at       timestamptz,
    decided_by        text,
    task              jsonb       NOT NULL,
    -- Until when one API process has the right to queue it.
    claimed_until     timestamptz
);
CREATE INDEX deletes_waiting ON deletes (rule_id, held_at) WHERE state <> 'released';
CREATE INDEX deletes_released ON deletes (rule_id, released_at) WHERE state = 'released';

-- Its row is locked by whoever decides about a rule's deletes.
CREATE TABLE delete_brakes (
    rule_id       uuid        PRIMARY KEY,
    -- Since when all deletes of the rule wait for a person; null = they do not.
    engaged_at    timestamptz,
    reason        text,
    -- What was let go before a person looked does not count any more.
    counted_since timestamptz
);

-- The tag that keeps what the target tag showed before.
ALTER TABLE records ADD COLUMN backup_tag text;
