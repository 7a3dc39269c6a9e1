-- Rules, the history of tasks, and what the API remembers about requests.
--
-- records and attempts are partitioned by the time at which the task was planned, so that old history
-- is dropped by the partition. Both carry that time in their keys, and neither is the aim of a
-- foreign key. Everything is in the default partition until retention is set up.

CREATE TABLE rules (
    id                 uuid        PRIMARY KEY,
    name               text        NOT NULL,
    revision           bigint      NOT NULL,
    -- What Kafka has acknowledged. Less than revision = still to be published (an outbox).
    published_revision bigint      NOT NULL DEFAULT 0,
    spec               jsonb       NOT NULL,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    -- A deleted rule stays until its tombstone is published.
    deleted_at         timestamptz
);
CREATE UNIQUE INDEX rules_name ON rules (name) WHERE deleted_at IS NULL;
CREATE INDEX rules_unpublished ON rules (id) WHERE published_revision < revision;

CREATE TABLE records (
    planned_at        timestamptz NOT NULL,
    task_id           uuid        NOT NULL,
    event_id          text        NOT NULL,
    trigger           text        NOT NULL,
    rule_id           uuid,
    rule_name         text,
    source            text        NOT NULL,
    source_registry   text        NOT NULL,
    source_repository text        NOT NULL,
    source_tag        text,
    target            text        NOT NULL,
    target_registry   text        NOT NULL,
    target_repository text        NOT NULL,
    target_tag        text,
    region            text        NOT NULL,
    overwrite         text        NOT NULL,
    status            text        NOT NULL,
    outcome           text,
    digest_before     text,
    digest_after      text,
    occurred_at       timestamptz NOT NULL,
    queued_at         timestamptz NOT NULL,
    started_at        timestamptz,
    ended_at          timestamptz,
    phases            jsonb,
    transfer          jsonb,
    referrers         integer     NOT NULL,
    failure_code      text,
    failure           jsonb,
    attempt_count     integer     NOT NULL,
    retry_at          timestamptz,
    replay_of         uuid,
    worker            text,
    trace_id          text,
    -- The parts that the next fact is merged into.
    task              jsonb       NOT NULL,
    ending            jsonb,
    -- Until when one API process has the right to put this task back on the queue.
    claimed_until     timestamptz,
    PRIMARY KEY (planned_at, task_id)
) PARTITION BY RANGE (planned_at);
CREATE TABLE records_default PARTITION OF records DEFAULT;

CREATE INDEX records_task ON records (task_id);
CREATE INDEX records_status ON records (status, planned_at, task_id);
CREATE INDEX records_rule ON records (rule_id, planned_at, task_id) WHERE rule_id IS NOT NULL;
CREATE INDEX records_rule_name ON records (rule_name, planned_at, task_id) WHERE rule_name IS NOT NULL;
CREATE INDEX records_source ON records (source_repository, source_registry, planned_at, task_id);
CREATE INDEX records_target ON records (target_repository, target_registry, planned_at, task_id);
CREATE INDEX records_failure ON records (failure_code, planned_at, task_id) WHERE failure_code IS NOT NULL;
CREATE INDEX records_event ON records (event_id);
CREATE INDEX records_replay ON records (replay_of) WHERE replay_of IS NOT NULL;
CREATE INDEX records_waiting ON records (retry_at) WHERE status = 'waiting';

CREATE TABLE attempts (
    planned_at   timestamptz NOT NULL,
    task_id      uuid        NOT NULL,
    attempt_id   uuid        NOT NULL,
    worker       text        NOT NULL,
    trace_id     text,
    started_at   timestamptz NOT NULL,
    -- How often the task had been queued again before this try.
    queueing     integer,
    ended_at     timestamptz,
    outcome      text,
    failure_code text,
    -- The worker's own word on how it ended, whole.
    ended        jsonb,
    -- When the last fact or progress of it was received, by the database's clock.
    last_seen    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (planned_at, task_id, attempt_id)
) PARTITION BY RANGE (planned_at);
CREATE TABLE attempts_default PARTITION OF attempts DEFAULT;

CREATE INDEX attempts_task ON attempts (task_id);
CREATE INDEX attempts_running ON attempts (last_seen) WHERE outcome IS NULL;

-- Facts about a task that no fact has told of yet; they wait here for the one that does.
CREATE TABLE early_facts (
    task_id     uuid        NOT NULL,
    message_id  text        NOT NULL,
    type        text        NOT NULL,
    fact        jsonb       NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (task_id, message_id)
);

CREATE TABLE idempotency_keys (
    route        text        NOT NULL,
    key          text        NOT NULL,
    request_hash text        NOT NULL,
    -- Null while the first request is still at work.
    status       integer,
    location     text,
    etag         text,
    body         jsonb,
    claimed_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (route, key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
