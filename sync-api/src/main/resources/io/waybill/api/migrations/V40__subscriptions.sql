-- Who is told what, and what there is to tell: an outbox that is written in the transaction that makes history.

CREATE TABLE subscriptions (
    id                uuid        PRIMARY KEY,
    name              text        NOT NULL,
    revision          bigint      NOT NULL,
    spec              jsonb       NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    -- How deliveries go. Failures are those since the last success.
    failures          integer     NOT NULL DEFAULT 0,
    failing_since     timestamptz,
    failed_at         timestamptz,
    -- Until when the receiver is left alone, because it takes nothing at the moment.
    paused_until      timestamptz,
    last_delivered_at timestamptz,
    last_error        text,
    skipped           bigint      NOT NULL DEFAULT 0,
    disabled_at       timestamptz,
    disabled_reason   text
);
CREATE UNIQUE INDEX subscriptions_name ON subscriptions (name);

-- Not the aim of a foreign key: history must not wait for, or fail with, a subscription that is being deleted.
CREATE TABLE deliveries (
    -- The event's id, computed from subscription, task and status: the same thing is told once.
    id              uuid        PRIMARY KEY,
    seq             bigint      GENERATED ALWAYS AS IDENTITY,
    subscription_id uuid        NOT NULL,
    task_id         uuid        NOT NULL,
    -- Deliveries of one lane go one after the other.
    lane            text        NOT NULL,
    newest_only     boolean     NOT NULL,
    -- The bytes that are sent, as text: jsonb would put them in another order.
    event           text        NOT NULL,
    state           text        NOT NULL DEFAULT 'pending',
    created_at      timestamptz NOT NULL DEFAULT now(),
    due_at          timestamptz NOT NULL DEFAULT now(),
    -- Until when one API process has the right to send it.
    claimed_until   timestamptz,
    attempts        integer     NOT NULL DEFAULT 0,
    tried_at        timestamptz,
    took_ms         bigint,
    answered        integer,
    error           text,
    ended_at        timestamptz
);
CREATE INDEX deliveries_pending ON deliveries (subscription_id, seq) WHERE state = 'pending';
CREATE INDEX deliveries_lane ON deliveries (subscription_id, lane, seq) WHERE state = 'pending';
CREATE INDEX deliveries_shown ON deliveries (subscription_id, seq);
CREATE INDEX deliveries_newest ON deliveries (subscription_id, seq) WHERE state = 'pending' AND newest_only;
CREATE INDEX deliveries_created ON deliveries (created_at) WHERE state = 'pending';
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
