-- History in partitions of a week (docs/adr/0011-history-in-weeks.md). The API makes them ahead and
-- drops them; what fits into none is in the default partition, which is nearly empty.
--
-- What the default partition holds until now becomes one partition that ends with this week. It is
-- dropped when all of it is old, and not a row is moved.
DO $$
DECLARE
    monday  timestamp := date_trunc('week', now() AT TIME ZONE 'UTC') + interval '7 days';
    bound   timestamptz := monday AT TIME ZONE 'UTC';
    parent  text;
    filled  boolean;
BEGIN
    FOREACH parent IN ARRAY ARRAY['records', 'attempts'] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', parent || '_default') INTO filled;
        CONTINUE WHEN NOT filled;
        EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, parent || '_default');
        EXECUTE format('ALTER TABLE %I RENAME TO %I',
            parent || '_default', parent || '_before_' || to_char(monday, 'YYYYMMDD'));
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', parent || '_default', parent);
        -- Of a clock that is fast.
        EXECUTE format('WITH early AS (DELETE FROM %I WHERE planned_at >= %L RETURNING *)'
            ' INSERT INTO %I SELECT * FROM early',
            parent || '_before_' || to_char(monday, 'YYYYMMDD'), bound, parent || '_default');
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)',
            parent, parent || '_before_' || to_char(monday, 'YYYYMMDD'), bound);
    END LOOP;
END $$;

-- Each index ends in the order in which pages are read, so that a page is found without a sort.
-- What most rows have (succeeded, event) has no index of its own: there the newest rows are read.
DROP INDEX records_status;
CREATE INDEX records_status ON records (status, planned_at, task_id) WHERE status <> 'succeeded';
DROP INDEX records_source;
CREATE INDEX records_source_repository ON records (source_repository, planned_at, task_id);
CREATE INDEX records_source_registry ON records (source_registry, planned_at, task_id);
CREATE INDEX records_source_tag ON records (source_tag, planned_at, task_id)
    WHERE source_tag IS NOT NULL;
-- Of targets only what the source is not called, too.
DROP INDEX records_target;
CREATE INDEX records_target_repository ON records (target_repository, planned_at, task_id)
    WHERE target_repository <> source_repository;
CREATE INDEX records_target_registry ON records (target_registry, planned_at, task_id)
    WHERE target_registry <> source_registry;
CREATE INDEX records_target_tag ON records (target_tag, planned_at, task_id)
    WHERE target_tag IS DISTINCT FROM source_tag;
CREATE INDEX records_trigger ON records (trigger, planned_at, task_id) WHERE trigger <> 'event';
-- What did not go well is little, and is asked for in every combination: all that can be asked for
-- is in the index. A task that goes well is never in it.
DROP INDEX records_failure;
CREATE INDEX records_trouble ON records (planned_at, task_id, status, failure_code, rule_id,
        rule_name, trigger, source_registry, target_registry, source_repository, target_repository,
        source_tag, target_tag, event_id)
    WHERE failure_code IS NOT NULL OR status IN ('failed', 'waiting', 'cancelled');
CREATE INDEX records_failure ON records (failure_code, planned_at, task_id)
    WHERE failure_code IS NOT NULL;
-- Tasks that nobody has begun.
CREATE INDEX records_queued ON records (queued_at) WHERE status = 'queued';
CREATE INDEX early_facts_age ON early_facts (received_at);
