-- What is known of each target: from which sources it is made, and which digests were there when.
-- Every column is the first, the last or the newest of what facts say, so their order is of no
-- matter, nor how often they are told. These rows outlive the records: an image that was put long
-- ago is still there.
CREATE TABLE images (
    target     text        NOT NULL,
    source     text        NOT NULL,
    region     text        NOT NULL,
    -- The task that was planned last.
    planned_at timestamptz NOT NULL,
    task_id    uuid        NOT NULL,
    PRIMARY KEY (target, source)
);
CREATE INDEX images_source ON images (source, target);

CREATE TABLE image_digests (
    target        text        NOT NULL,
    -- Empty where the target was removed.
    digest        text        NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    last_task_id  uuid        NOT NULL,
    -- When a task last put it there where something else had been, and which; null where it was
    -- found there only.
    put_at        timestamptz,
    put_task_id   uuid,
    put_source    text,
    put_rule_id   uuid,
    put_rule_name text,
    PRIMARY KEY (target, digest)
);
CREATE INDEX image_digests_age ON image_digests (last_seen_at);

INSERT INTO images
SELECT DISTINCT ON (target, source) target, source, region, planned_at, task_id
FROM records ORDER BY target, source, planned_at DESC, task_id DESC;

INSERT INTO image_digests
SELECT target, digest_after, min(ended_at), max(ended_at),
    (array_agg(task_id ORDER BY ended_at DESC))[1],
    max(put_at), (array_agg(task_id ORDER BY put_at DESC NULLS LAST))[1],
    (array_agg(source ORDER BY put_at DESC NULLS LAST))[1],
    (array_agg(rule_id ORDER BY put_at DESC NULLS LAST))[1],
    (array_agg(rule_name ORDER BY put_at DESC NULLS LAST))[1]
FROM (
    SELECT *, CASE WHEN outcome = 'copied' AND digest_before IS DISTINCT FROM digest_after
        THEN ended_at END AS put_at
    FROM records WHERE status = 'succeeded' AND digest_after IS NOT NULL AND ended_at IS NOT NULL
) done
GROUP BY target, digest_after;
UPDATE image_digests SET put_task_id = NULL, put_source = NULL, put_rule_id = NULL,
    put_rule_name = NULL WHERE put_at IS NULL;
