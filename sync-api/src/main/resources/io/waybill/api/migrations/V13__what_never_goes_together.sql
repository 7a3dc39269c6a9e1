-- What a rule and a repository never have together is seen in the index, without a look at each of
-- their records.
DROP INDEX records_rule;
CREATE INDEX records_rule ON records (rule_id, planned_at, task_id, source_registry, target_registry)
    WHERE rule_id IS NOT NULL;
DROP INDEX records_rule_name;
CREATE INDEX records_rule_name
    ON records (rule_name, planned_at, task_id, source_registry, target_registry)
    WHERE rule_name IS NOT NULL;
DROP INDEX records_source_repository;
CREATE INDEX records_source_repository ON records (source_repository, planned_at, task_id, rule_id,
    rule_name, source_registry, target_registry, source_tag, trigger);
