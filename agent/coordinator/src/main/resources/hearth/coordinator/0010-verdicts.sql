-- Steps that a round may take, measured on the held-out data before one of them is; `record` is the round's if it is.
CREATE TABLE candidate (
  job TEXT NOT NULL,
  round INTEGER NOT NULL,
  rule TEXT NOT NULL CHECK (rule IN ('mean', 'trimmed', 'halved')),
  checkpoint TEXT NOT NULL,
  record TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('WANTED', 'MEASURED', 'UNMEASURED')),
  attempts INTEGER NOT NULL,
  loss_before TEXT,
  loss_after TEXT,
  accuracy TEXT,
  sample TEXT,
  PRIMARY KEY (job, round, rule),
  FOREIGN KEY (job, round) REFERENCES round (job, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX candidate_wanted ON candidate (state) WHERE state = 'WANTED';

-- Refused results whose owner does not agree: the coordinator repeats the lease itself, once. `taken` is what the
-- refusal took from the ledger, by result; it goes back if the appeal is right.
CREATE TABLE appeal (
  result INTEGER PRIMARY KEY REFERENCES result (sequence),
  device TEXT NOT NULL REFERENCES device (id),
  account TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('WANTED', 'UPHELD', 'DISMISSED')),
  filed_at INTEGER NOT NULL,
  decided_at INTEGER,
  attempts INTEGER NOT NULL,
  distance REAL
) STRICT;

CREATE INDEX appeal_wanted ON appeal (state) WHERE state = 'WANTED';

CREATE INDEX appeal_account ON appeal (account, filed_at);

-- Which refusal took a held entry.
ALTER TABLE ledger ADD COLUMN slashed_for INTEGER REFERENCES result (sequence);

-- What `since_failure` was before the newest refusal: it comes back with a result that was refused wrongly.
ALTER TABLE standing ADD COLUMN before_failure INTEGER NOT NULL DEFAULT 0;
