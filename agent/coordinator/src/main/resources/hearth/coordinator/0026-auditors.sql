-- Who repeats others is drawn by the work that he did, which stands in `result`.
DROP TABLE device_number;

DROP INDEX device_seen;

-- How often somebody was drawn for a repetition, and which accounts did not send it, each with a blank before.
ALTER TABLE audit ADD COLUMN draws INTEGER NOT NULL DEFAULT 0;

ALTER TABLE audit ADD COLUMN missed TEXT NOT NULL DEFAULT '';

-- A moving average that nothing was decided by.
ALTER TABLE standing DROP COLUMN gap;
