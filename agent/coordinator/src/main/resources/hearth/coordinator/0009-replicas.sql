-- The one key that all coordinators of this database sign with.
CREATE TABLE server (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What one replica does at a time: who has it and until when. `fence` grows with each new owner.
CREATE TABLE tenure (
  duty TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  fence INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
