-- Dead letters: what could not be understood, so that people can look at it and put it back.

CREATE TABLE dead_letters (
    id           uuid        PRIMARY KEY,
    origin       text        NOT NULL,
    -- Where it stood: a topic, or a webhook.
    topic        text,
    webhook      text,
    reason       text        NOT NULL,
    headers      jsonb       NOT NULL,
    -- Null where it is larger than what is kept.
    body         bytea,
    size         bigint      NOT NULL,
    set_aside_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    replays      integer     NOT NULL DEFAULT 0,
    replayed_at  timestamptz,
    replayed_by  text,
    -- Somebody has seen it and wants nothing more of it.
    settled_at   timestamptz,
    settled_by   text
);
CREATE INDEX dead_letters_page ON dead_letters (set_aside_at, id);
CREATE INDEX dead_letters_age ON dead_letters (recorded_at);
