-- What happened in each hour (of the planning of tasks, in UTC), by rule, registries and region.
-- Computed from the records whenever one of them has changed, and never added to; so it is right
-- whatever is told twice.
CREATE TABLE statistics (
    hour            timestamptz NOT NULL,
    rule_id         uuid,
    rule_name       text,
    source_registry text        NOT NULL,
    target_registry text        NOT NULL,
    region          text        NOT NULL,
    queued          integer     NOT NULL,
    running         integer     NOT NULL,
    waiting         integer     NOT NULL,
    succeeded       integer     NOT NULL,
    failed          integer     NOT NULL,
    cancelled       integer     NOT NULL,
    bytes_read      bigint      NOT NULL,
    bytes_written   bigint      NOT NULL,
    bytes_skipped   bigint      NOT NULL,
    bytes_mounted   bigint      NOT NULL,
    -- Why tasks failed, and how many for each reason.
    codes           text[],
    code_tasks      integer[],
    -- How long tasks that succeeded took from the push: slot n is from 1.1^n ms until 1.1^(n+1) ms.
    slots           smallint[],
    slot_tasks      integer[]
);
CREATE INDEX statistics_hour ON statistics (hour);

-- Hours that are to be computed anew; each change adds a row, so that nobody waits for anybody.
CREATE TABLE stale_hours (hour timestamptz NOT NULL);
CREATE INDEX stale_hours_hour ON stale_hours (hour);
INSERT INTO stale_hours SELECT DISTINCT date_trunc('hour', planned_at, 'UTC') FROM records;
