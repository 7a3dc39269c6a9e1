-- What was heard of each registry last: one row each, kept up to date with history, because to look for it there
-- would mean to read all of it.
CREATE TABLE registry_health (
    registry     text PRIMARY KEY,
    succeeded_at timestamptz,
    failed_at    timestamptz,
    failure      jsonb,
    failed_task  uuid,
    -- When it failed last in a way that says something of the registry, not of one image.
    unwell_at    timestamptz
);
