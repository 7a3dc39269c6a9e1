-- Whether the workers know that a scan is cancelled; told over Kafka, and so maybe later.
ALTER TABLE scans ADD COLUMN cancel_told boolean NOT NULL DEFAULT true;
CREATE INDEX scans_cancels ON scans (id) WHERE NOT cancel_told;
