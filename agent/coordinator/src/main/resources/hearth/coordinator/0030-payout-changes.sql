-- Accounts that take the place of the one that a device is paid to. A change counts a day later, unless the wallet that is paid until then takes it back.
CREATE TABLE payout_change (
  device TEXT NOT NULL REFERENCES device (id),
  number INTEGER NOT NULL,
  previous TEXT NOT NULL,
  next TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  counts_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('PENDING', 'COUNTS', 'TAKEN_BACK', 'REPLACED')),
  PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX payout_change_pending ON payout_change (device) WHERE state = 'PENDING';

CREATE INDEX payout_change_due ON payout_change (counts_at) WHERE state = 'PENDING';

CREATE INDEX payout_change_previous ON payout_change (previous) WHERE state = 'PENDING';

-- From when on an owner's key acts for its account no more; a key that was revoked stays so.
ALTER TABLE job_owner ADD COLUMN revoked_at INTEGER;
