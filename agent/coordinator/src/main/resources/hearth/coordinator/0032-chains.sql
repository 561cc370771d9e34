-- How many receipts a device had with a result, and the hash of all of them. NULL: from before they were counted.
ALTER TABLE result ADD COLUMN receipts INTEGER;

ALTER TABLE result ADD COLUMN receipts_head TEXT;

-- What was settled between two epochs, as one hash: head = SHA-256 over the head before, the number and `entries`, the hash of the
-- last link. NULL: an epoch from before there was a chain. The salt keeps links from being guessed from what is public.
ALTER TABLE epoch ADD COLUMN salt TEXT;

ALTER TABLE epoch ADD COLUMN entries TEXT;

ALTER TABLE epoch ADD COLUMN head TEXT;

-- Every fate of a result that was settled, in the order in which they were hashed onto each other. A row is never changed.
CREATE TABLE ledger_link (
  epoch INTEGER NOT NULL,
  place INTEGER NOT NULL,
  result INTEGER NOT NULL,
  fate TEXT NOT NULL CHECK (fate IN ('RELEASED', 'SLASHED', 'REFUSED', 'LATE')),
  hash TEXT NOT NULL,
  PRIMARY KEY (epoch, place)
) STRICT, WITHOUT ROWID;

-- The epoch that hashed what was refused, late or slashed; NULL while none has, and again where an appeal undid it.
ALTER TABLE result ADD COLUMN linked INTEGER;

ALTER TABLE ledger ADD COLUMN linked INTEGER;

CREATE INDEX result_unlinked ON result (sequence) WHERE state IN ('FINAL_BAD', 'LATE') AND linked IS NULL;

-- Both columns, or the index by state is taken, which has all that was ever slashed.
CREATE INDEX ledger_unlinked ON ledger (state, linked, result) WHERE state = 'SLASHED';

CREATE INDEX ledger_epoch ON ledger (epoch, result) WHERE epoch IS NOT NULL;
