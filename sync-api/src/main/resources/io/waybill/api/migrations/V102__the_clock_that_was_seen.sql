-- What PostgreSQL's clock showed when it was last looked at, in one row: that it was set back since
-- then is seen here, also by another process or after a failover.
CREATE TABLE database_clock (seen_at timestamptz NOT NULL);
INSERT INTO database_clock VALUES (now());
