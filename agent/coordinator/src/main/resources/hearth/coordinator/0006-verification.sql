-- Results whose loss is measured (layer L2), and what was measured; a round waits for those that are WANTED.
CREATE TABLE loss_check (
  lease TEXT PRIMARY KEY REFERENCES lease (id),
  job TEXT NOT NULL,
  round INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('WANTED', 'MEASURED', 'UNMEASURED')),
  secret INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  fall REAL,
  gap REAL,
  sequences INTEGER,
  FOREIGN KEY (job, round) REFERENCES round (job, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX loss_check_round ON loss_check (job, round, state);

CREATE INDEX loss_check_wanted ON loss_check (state) WHERE state = 'WANTED';

-- What a device is known for, by what it computes and what it computes with.
CREATE TABLE standing (
  device TEXT NOT NULL REFERENCES device (id),
  recipe TEXT NOT NULL,
  class TEXT NOT NULL,
  since_failure INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  failed_at INTEGER,
  gap REAL,
  PRIMARY KEY (device, recipe, class)
) STRICT, WITHOUT ROWID;

-- When a device last asked for work, with what, and what it can do.
ALTER TABLE device ADD COLUMN seen_at INTEGER;

ALTER TABLE device ADD COLUMN class TEXT;

ALTER TABLE device ADD COLUMN recipes TEXT;

-- TRAIN takes a place in its round; AUDIT repeats what somebody else did.
ALTER TABLE lease ADD COLUMN role TEXT NOT NULL DEFAULT 'TRAIN' CHECK (role IN ('TRAIN', 'AUDIT'));

ALTER TABLE lease ADD COLUMN class TEXT NOT NULL DEFAULT 'unknown';

ALTER TABLE result ADD COLUMN role TEXT NOT NULL DEFAULT 'TRAIN' CHECK (role IN ('TRAIN', 'AUDIT'));

-- 1 once the result is part of a published checkpoint, whatever becomes of it.
ALTER TABLE result ADD COLUMN aggregated INTEGER NOT NULL DEFAULT 0;

UPDATE result SET aggregated = 1 WHERE state = 'FINAL_OK' AND counted = 1;

DROP INDEX lease_live;

-- At most one live lease per shard and replica; a repetition is of its round, not of the shard's newest lease.
CREATE UNIQUE INDEX lease_live ON lease (job, shard, replica) WHERE state IN ('GRANTED', 'COMMITTED') AND role = 'TRAIN';

-- Repetitions of results (layers L3 and L4), by number. `auditor` is NULL while nobody was drawn and where the
-- coordinator repeats it itself.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  result INTEGER NOT NULL REFERENCES result (sequence),
  run INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('CHECK', 'CANARY')),
  state TEXT NOT NULL CHECK (state IN ('WANTED', 'DRAWN', 'LEASED', 'OWN', 'DONE', 'DROPPED')),
  account TEXT NOT NULL,
  auditor TEXT REFERENCES device (id),
  auditor_account TEXT,
  lease TEXT UNIQUE REFERENCES lease (id),
  repeated TEXT REFERENCES blob (hash),
  distance REAL,
  wanted_at INTEGER NOT NULL,
  until INTEGER,
  UNIQUE (result, kind, run),
  -- An auditor is never the audited owner.
  CHECK (auditor_account IS NULL OR auditor_account <> account),
  CHECK ((auditor IS NULL) = (auditor_account IS NULL)),
  CHECK (state <> 'LEASED' OR lease IS NOT NULL)
) STRICT;

CREATE INDEX audit_state ON audit (state, auditor);
