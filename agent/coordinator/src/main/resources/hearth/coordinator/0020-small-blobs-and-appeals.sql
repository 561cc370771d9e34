-- Blobs that arrived whole and are small, kept in the transaction that refers to them. A rowid table: they lie in the order in which they came, so
-- that those of one commit share their pages.
CREATE TABLE small_blob (
  hash TEXT NOT NULL UNIQUE,
  bytes BLOB NOT NULL
) STRICT;

-- From when on an appeal that the coordinator failed to repeat is tried again.
ALTER TABLE appeal ADD COLUMN retry_at INTEGER NOT NULL DEFAULT 0;

-- Who asked for work lately, where they are few among all that ever did.
CREATE INDEX device_seen ON device (seen_at) WHERE payout IS NOT NULL;
