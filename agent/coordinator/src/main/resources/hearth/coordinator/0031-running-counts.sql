-- Of a round's own results, without repetitions: those that are good as far as anybody knows, and those that were refused.
ALTER TABLE round ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0;

ALTER TABLE round ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;

UPDATE round SET accepted = (SELECT count(*) FROM result WHERE result.job = round.job AND result.round = round.number
  AND result.state IN ('FINAL_OK', 'AUDIT_WAIT') AND result.role = 'TRAIN'),
  refused = (SELECT count(*) FROM result WHERE result.job = round.job AND result.round = round.number
  AND result.state = 'FINAL_BAD' AND result.role = 'TRAIN');

-- What there ever was of all that grows for ever, so that nobody has to count it. Amounts are decimal, of any length.
CREATE TABLE tally (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  amount TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- What came since and is not in it yet: written at the end of a table, so that nobody waits for anybody else.
CREATE TABLE tally_change (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  amount TEXT NOT NULL
) STRICT;

INSERT INTO tally_change SELECT 'result', state, count(*) || '' FROM result WHERE state IN ('FINAL_OK', 'LATE') GROUP BY state;

INSERT INTO tally_change SELECT 'refused', coalesce(reason, 'none'), count(*) || '' FROM result WHERE state = 'FINAL_BAD' GROUP BY reason;

INSERT INTO tally_change SELECT 'lease', state, count(*) || '' FROM lease WHERE state IN ('EXPIRED', 'REVOKED') GROUP BY state;

INSERT INTO tally_change SELECT 'audit', state, count(*) || '' FROM audit WHERE state IN ('DONE', 'DROPPED') GROUP BY state;

INSERT INTO tally_change SELECT 'repeated', 'CHECK', count(DISTINCT result) || '' FROM audit WHERE state = 'DONE' AND kind = 'CHECK';

INSERT INTO tally_change SELECT 'loss_check', state, count(*) || '' FROM loss_check GROUP BY state;

INSERT INTO tally_change SELECT 'round', state, count(*) || '' FROM round WHERE state = 'PUBLISHED' GROUP BY state;

INSERT INTO tally_change SELECT 'job', state, count(*) || '' FROM job WHERE state IN ('DONE', 'CANCELLED') GROUP BY state;

INSERT INTO tally_change SELECT 'device', 'known', count(*) || '' FROM device;

-- Each job's part: SQL cannot add up amounts of this length.
INSERT INTO tally_change SELECT 'book', 'held', held FROM job WHERE held <> '0';

INSERT INTO tally_change SELECT 'book', 'released', released FROM job WHERE released <> '0';

INSERT INTO tally_change SELECT 'book', 'slashed', slashed FROM job WHERE slashed <> '0';

INSERT INTO tally_change SELECT 'book', 'refunded', refunded FROM job WHERE refunded <> '0';

-- Paid jobs in the order in which they came, for those who look at some of them.
CREATE INDEX job_paid ON job (created_at, id) WHERE budget <> '0';
