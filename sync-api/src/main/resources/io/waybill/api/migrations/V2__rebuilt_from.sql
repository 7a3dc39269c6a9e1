-- The source's digest, where the target got an index that was made of the selected platforms.
ALTER TABLE records ADD COLUMN rebuilt_from text;
