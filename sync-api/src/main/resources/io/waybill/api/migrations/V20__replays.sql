-- Replays: what somebody wants done again, and what became of each part of it.

CREATE TABLE replays (
    id               uuid        PRIMARY KEY,
    asked_at         timestamptz NOT NULL,
    asked_by         text,
    -- The filter as it was said, frozen at that moment; null where tasks were named.
    filter           jsonb,
    state            text        NOT NULL,
    -- Where the selection has come to: the record that was looked at last.
    after_planned_at timestamptz,
    after_task_id    uuid,
    matched          bigint      NOT NULL DEFAULT 0,
    collapsed        bigint      NOT NULL DEFAULT 0,
    -- Until when one API process has the right to work it off.
    claimed_until    timestamptz,
    worked_at        timestamptz
);
CREATE INDEX replays_asked ON replays (asked_at, id);
CREATE INDEX replays_open ON replays (worked_at NULLS FIRST) WHERE state <> 'queued';

CREATE TABLE replay_items (
    replay_id   uuid        NOT NULL REFERENCES replays ON DELETE CASCADE,
    -- Of what one is made at most: a rule and a target where a filter selects, else the task itself.
    item        uuid        NOT NULL,
    original    uuid        NOT NULL,
    original_at timestamptz,
    state       text        NOT NULL,
    made        uuid,
    reason      text,
    PRIMARY KEY (replay_id, item)
);
CREATE INDEX replay_items_pending ON replay_items (replay_id, original_at, original) WHERE state = 'pending';
