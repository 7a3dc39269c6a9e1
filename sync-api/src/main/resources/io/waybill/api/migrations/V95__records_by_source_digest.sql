-- For deletions of a digest, which name no tag: what was made of it (LeftBehind).
CREATE INDEX records_source_digest ON records ((coalesce(rebuilt_from, digest_after)))
    WHERE status = 'succeeded' AND rule_id IS NOT NULL;
