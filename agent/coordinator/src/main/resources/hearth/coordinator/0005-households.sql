-- When a device was last heard of; written at most once a minute.
ALTER TABLE device ADD COLUMN heard_at INTEGER;

CREATE INDEX device_payout ON device (payout) WHERE payout IS NOT NULL;

-- Machines of one owner that see each other. Neither work nor money looks here.
CREATE TABLE household_member (
  device TEXT PRIMARY KEY REFERENCES device (id),
  household TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX household_members ON household_member (household);

-- The one open pairing code of a device, known here by its hash alone; the row goes with its use.
CREATE TABLE pairing (
  device TEXT PRIMARY KEY REFERENCES device (id),
  code TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes that a device asked for or tried in vain, so that it does neither without end.
CREATE TABLE pairing_try (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  device TEXT NOT NULL REFERENCES device (id),
  made_at INTEGER NOT NULL
) STRICT;

CREATE INDEX pairing_tries ON pairing_try (device, made_at);
