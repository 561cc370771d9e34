-- A blob is referenced only after its hash was verified: every reference is a foreign key to this table.
CREATE TABLE blob (
  hash TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  published INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  payout TEXT,
  registered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE nonce (
  device TEXT NOT NULL,
  nonce TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (device, nonce)
) STRICT, WITHOUT ROWID;

CREATE INDEX nonce_until ON nonce (until);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  manifest TEXT NOT NULL REFERENCES blob (hash),
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'FUNDED', 'RUNNING', 'PAUSED', 'DRAINING', 'DONE', 'CANCELLED')),
  budget TEXT NOT NULL,
  available TEXT NOT NULL,
  reserved TEXT NOT NULL,
  held TEXT NOT NULL,
  released TEXT NOT NULL,
  slashed TEXT NOT NULL,
  refunded TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Number n is the model after n published rounds; number 0 is given, all later ones are computed.
CREATE TABLE checkpoint (
  job TEXT NOT NULL REFERENCES job (id),
  number INTEGER NOT NULL,
  hash TEXT NOT NULL REFERENCES blob (hash),
  held_out_loss TEXT,
  accuracy TEXT,
  sample TEXT,
  evaluated_at INTEGER,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE round (
  job TEXT NOT NULL REFERENCES job (id),
  number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'CLOSING', 'AGGREGATING', 'PUBLISHED', 'ABANDONED')),
  target INTEGER NOT NULL,
  base TEXT NOT NULL REFERENCES blob (hash),
  opened_at INTEGER NOT NULL,
  published_at INTEGER,
  record TEXT REFERENCES blob (hash),
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE shard (
  job TEXT NOT NULL REFERENCES job (id),
  number INTEGER NOT NULL,
  hash TEXT NOT NULL REFERENCES blob (hash),
  state TEXT NOT NULL CHECK (state IN ('READY', 'LEASED', 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'POISON')),
  pass INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  token INTEGER NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX shard_ready ON shard (job, state, pass, attempt, number);

CREATE TABLE lease (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  round INTEGER NOT NULL,
  shard INTEGER NOT NULL,
  replica INTEGER NOT NULL,
  pass INTEGER NOT NULL,
  token INTEGER NOT NULL,
  device TEXT NOT NULL REFERENCES device (id),
  payout TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('GRANTED', 'COMMITTED', 'REVEALED', 'EXPIRED', 'REVOKED')),
  body TEXT NOT NULL,
  pay TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  steps_done INTEGER NOT NULL,
  committed TEXT,
  committed_bytes INTEGER,
  committed_at INTEGER,
  first_loss REAL,
  last_loss REAL,
  FOREIGN KEY (job, round) REFERENCES round (job, number),
  FOREIGN KEY (job, shard) REFERENCES shard (job, number)
) STRICT, WITHOUT ROWID;

-- At most one live lease per shard and replica.
CREATE UNIQUE INDEX lease_live ON lease (job, shard, replica) WHERE state IN ('GRANTED', 'COMMITTED');

CREATE INDEX lease_expiry ON lease (expires_at) WHERE state IN ('GRANTED', 'COMMITTED');

CREATE INDEX lease_device ON lease (device, state);

CREATE INDEX lease_job ON lease (job, granted_at);

CREATE TABLE result (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  lease TEXT NOT NULL UNIQUE REFERENCES lease (id),
  job TEXT NOT NULL REFERENCES job (id),
  round INTEGER NOT NULL,
  shard INTEGER NOT NULL,
  pass INTEGER NOT NULL,
  device TEXT NOT NULL REFERENCES device (id),
  account TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('RECEIVED', 'STATIC_OK', 'SCORED', 'AUDIT_WAIT', 'FINAL_OK', 'FINAL_BAD', 'LATE')),
  reason TEXT,
  evidence TEXT,
  update_hash TEXT NOT NULL REFERENCES blob (hash),
  content_hash TEXT NOT NULL,
  committed_at INTEGER NOT NULL,
  pay TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  receipt TEXT
) STRICT;

CREATE INDEX result_round ON result (job, round, state);

CREATE INDEX result_device ON result (device, sequence);

CREATE INDEX result_account ON result (account, state);

CREATE INDEX result_content ON result (job, content_hash);

-- A shard counts once per pass over the data.
CREATE UNIQUE INDEX result_once ON result (job, shard, pass) WHERE state = 'FINAL_OK';

CREATE TABLE epoch (
  number INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'FROZEN', 'POSTED', 'FINAL', 'ORPHANED')),
  opened_at INTEGER NOT NULL,
  frozen_at INTEGER,
  root TEXT,
  total TEXT,
  leaves TEXT REFERENCES blob (hash),
  tx TEXT
) STRICT;

-- Exactly one epoch collects.
CREATE UNIQUE INDEX epoch_open ON epoch (state) WHERE state = 'OPEN';

-- One entry per result: nothing is paid twice.
CREATE TABLE ledger (
  result INTEGER PRIMARY KEY REFERENCES result (sequence),
  job TEXT NOT NULL REFERENCES job (id),
  account TEXT NOT NULL,
  amount TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('HELD', 'RELEASED', 'SLASHED')),
  created_at INTEGER NOT NULL,
  epoch INTEGER REFERENCES epoch (number),
  released_at INTEGER
) STRICT;

CREATE INDEX ledger_account ON ledger (account, state);

CREATE INDEX ledger_state ON ledger (state, created_at);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  epoch INTEGER NOT NULL REFERENCES epoch (number),
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  done_at INTEGER,
  answer TEXT
) STRICT;

CREATE UNIQUE INDEX outbox_pending ON outbox (epoch) WHERE done_at IS NULL;
