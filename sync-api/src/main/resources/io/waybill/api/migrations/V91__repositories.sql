-- Every repository that a record was ever about: a caller who is limited to some sees theirs without
-- reading everybody's.
CREATE TABLE repositories (
    registry text NOT NULL,
    path     text NOT NULL,
    PRIMARY KEY (path, registry)
);

INSERT INTO repositories (registry, path)
SELECT DISTINCT source_registry, source_repository FROM records
UNION
SELECT DISTINCT target_registry, target_repository FROM records;
