-- For what alone the bytes of a blob are here, if they may go again: an update or a repetition of one, a draft's data, its
-- manifest. GONE: they went, and the row says what they were. NULL: they stay, or belong to the state of an old round.
ALTER TABLE blob ADD COLUMN purpose TEXT CHECK (purpose IN ('UPDATE', 'PIECE', 'MANIFEST', 'GONE'));

-- From when on nobody can ask for the bytes; 0 while they are being removed.
ALTER TABLE blob ADD COLUMN goes_at INTEGER;

CREATE INDEX blob_goes ON blob (goes_at) WHERE goes_at IS NOT NULL;

-- Jobs that nobody has paid for, oldest first, and who else names a piece of one.
CREATE INDEX job_unpaid ON job (created_at) WHERE budget = '0';

CREATE INDEX job_piece_hash ON job_piece (hash);

-- Postings of an epoch: whether one of them reached the chain is asked for each contributor.
CREATE INDEX outbox_epoch ON outbox (epoch);
