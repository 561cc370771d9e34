-- Keys that publish jobs, each bound by its wallet's word to the account that pays.
CREATE TABLE job_owner (
  key TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  bound_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- NULL for jobs of the coordinator itself.
ALTER TABLE job ADD COLUMN owner TEXT REFERENCES job_owner (key);

ALTER TABLE job ADD COLUMN cancelled_at INTEGER;

-- Why a job does not go on, a stable id.
ALTER TABLE job ADD COLUMN problem TEXT;

-- Data that a published manifest names and how much of it there is to be.
CREATE TABLE job_piece (
  job TEXT NOT NULL REFERENCES job (id),
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  arrived INTEGER NOT NULL,
  PRIMARY KEY (job, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_piece_missing ON job_piece (hash) WHERE arrived = 0;

-- Budgets in the escrow contract as they were last seen, by their number there. A job has at most one.
CREATE TABLE escrow (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  manifest TEXT NOT NULL,
  budget TEXT NOT NULL,
  settled TEXT NOT NULL,
  epoch_limit TEXT NOT NULL,
  closes_at INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  job TEXT UNIQUE REFERENCES job (id)
) STRICT;

CREATE INDEX escrow_manifest ON escrow (manifest) WHERE job IS NULL;

-- Rounds that are in the RoundLog contract.
CREATE TABLE round_log (
  job TEXT NOT NULL,
  round INTEGER NOT NULL,
  tx TEXT NOT NULL,
  PRIMARY KEY (job, round),
  FOREIGN KEY (job, round) REFERENCES round (job, number)
) STRICT, WITHOUT ROWID;
