-- Whether a round still gives work. One whose first result has waited long enough does not, and waits for those who have some.
ALTER TABLE round ADD COLUMN gives INTEGER NOT NULL DEFAULT 1 CHECK (gives IN (0, 1));

-- Of a repetition that is the coordinator's own: how often it failed, and from when on it is tried again.
ALTER TABLE audit ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;

ALTER TABLE audit ADD COLUMN retry_at INTEGER NOT NULL DEFAULT 0;

-- Devices by number, so that one of them is drawn without a look at all.
CREATE TABLE device_number (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  device TEXT NOT NULL UNIQUE REFERENCES device (id)
) STRICT;

INSERT INTO device_number (device) SELECT id FROM device ORDER BY id;
