-- Scans: what is looked over, step by step, and the schedules that start them.

CREATE TABLE scans (
    id            uuid        PRIMARY KEY,
    trigger       text        NOT NULL,
    rule_id       uuid,
    rule_name     text,
    dry_run       boolean     NOT NULL,
    -- What stands whole in each step.
    request       jsonb       NOT NULL,
    requested_by  text,
    state         text        NOT NULL,
    -- Why it was skipped or cancelled, as a sentence.
    note          text,
    created_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    -- When the last fact of it was received, by the database's clock.
    heard_at      timestamptz NOT NULL DEFAULT now(),
    -- The sums of what its steps have told.
    counts        jsonb       NOT NULL,
    steps_done    integer     NOT NULL DEFAULT 0,
    steps_failed  integer     NOT NULL DEFAULT 0,
    -- Why steps failed, the first ones.
    failures      jsonb       NOT NULL DEFAULT '[]',
    -- How many images it tells of.
    findings      integer     NOT NULL DEFAULT 0
);
CREATE INDEX scans_created ON scans (created_at, id);
CREATE INDEX scans_rule ON scans (rule_id, created_at, id) WHERE rule_id IS NOT NULL;
CREATE INDEX scans_running ON scans (heard_at) WHERE state = 'running';

-- The steps of scans; those of a scan that is over are gone.
CREATE TABLE scan_steps (
    scan_id  uuid NOT NULL REFERENCES scans ON DELETE CASCADE,
    step_id  text NOT NULL,
    kind     text NOT NULL,
    -- unsent: to be put on the queue, at due_at; queued; done
    state    text NOT NULL,
    due_at   timestamptz,
    -- How often it was put on the queue again.
    attempts integer NOT NULL DEFAULT 0,
    -- All of it, while it is unsent.
    step     jsonb,
    PRIMARY KEY (scan_id, step_id)
);
CREATE INDEX scan_steps_open ON scan_steps (scan_id) WHERE state <> 'done';
CREATE INDEX scan_steps_due ON scan_steps (due_at) WHERE state = 'unsent';

-- Images that a scan tells of, the first ones.
CREATE TABLE scan_findings (
    scan_id  uuid    NOT NULL REFERENCES scans ON DELETE CASCADE,
    number   integer NOT NULL,
    finding  jsonb   NOT NULL,
    PRIMARY KEY (scan_id, number)
);

-- What was last thought about each rule's schedule and backfill.
CREATE TABLE rule_schedules (
    rule_id      uuid   PRIMARY KEY,
    revision     bigint NOT NULL,
    -- The expression and time zone that next_run follows; null where there is none.
    schedule     text,
    next_run     timestamptz,
    -- What a backfill would look over and where it goes; null while the rule wants none.
    backfill     text
);
CREATE INDEX rule_schedules_due ON rule_schedules (next_run) WHERE next_run IS NOT NULL;
