-- Which tags a rule has put somewhere, or found there as they should be; whether they are still there
-- is in image_digests. A row goes when the removal of its target is forgotten.
CREATE TABLE rule_targets (
    rule_id           uuid NOT NULL,
    target_registry   text NOT NULL,
    target_repository text NOT NULL,
    target            text NOT NULL,
    PRIMARY KEY (rule_id, target_registry, target_repository, target)
);
CREATE INDEX rule_targets_target ON rule_targets (target);

INSERT INTO rule_targets
SELECT DISTINCT rule_id, target_registry, target_repository, target FROM records
WHERE rule_id IS NOT NULL AND target_tag IS NOT NULL AND status = 'succeeded'
    AND digest_after IS NOT NULL;
-- What was put longer ago than records are kept.
INSERT INTO rule_targets
SELECT put_rule_id, name[1], name[2], target FROM (
    SELECT put_rule_id, target, regexp_match(target, '^([^/]+)/([^@]+):[^:/@]+$') AS name
    FROM image_digests WHERE digest <> '' AND put_rule_id IS NOT NULL) put
WHERE name IS NOT NULL
ON CONFLICT DO NOTHING;
