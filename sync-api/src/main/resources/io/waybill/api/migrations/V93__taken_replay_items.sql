-- A pending item that names what is made of it was taken by its replay: no other replay does the same
-- task meanwhile. An item is settled by its key, so that the last of many is found as soon as the first.
CREATE INDEX replay_items_taken ON replay_items (original) WHERE state = 'pending' AND made IS NOT NULL;
