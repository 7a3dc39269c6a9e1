-- Cancels: tasks that somebody does not want to be done.

CREATE TABLE cancels (
    id               uuid        PRIMARY KEY,
    asked_at         timestamptz NOT NULL,
    asked_by         text,
    -- The filter as it was said, frozen at that moment; null where tasks were named.
    filter           jsonb,
    state            text        NOT NULL,
    -- Where the cancel has come to: the record that was looked at last.
    after_planned_at timestamptz,
    after_task_id    uuid,
    matched          bigint      NOT NULL DEFAULT 0,
    -- Until when one API process has the right to work it off.
    claimed_until    timestamptz,
    worked_at        timestamptz
);
CREATE INDEX cancels_open ON cancels (worked_at NULLS FIRST) WHERE state = 'working';

CREATE TABLE cancel_wishes (
    task_id    uuid        PRIMARY KEY,
    planned_at timestamptz NOT NULL,
    asked_at   timestamptz NOT NULL,
    asked_by   text,
    cancel_id  uuid,
    -- Whether the task is known to be over. Until then somebody looks after it.
    closed     boolean     NOT NULL DEFAULT false
);
CREATE INDEX cancel_wishes_open ON cancel_wishes (asked_at) WHERE NOT closed;
CREATE INDEX cancel_wishes_cancel ON cancel_wishes (cancel_id) WHERE cancel_id IS NOT NULL;
