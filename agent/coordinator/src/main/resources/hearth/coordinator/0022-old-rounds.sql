-- Published rounds of which checkpoint, momentum and residual are still in the store: what is to go is found without a look at all rounds that there ever were.
CREATE TABLE kept_state (
  job TEXT NOT NULL,
  round INTEGER NOT NULL,
  PRIMARY KEY (job, round),
  FOREIGN KEY (job, round) REFERENCES round (job, number)
) STRICT, WITHOUT ROWID;

INSERT INTO kept_state (job, round) SELECT round.job, round.number FROM round JOIN checkpoint ON checkpoint.job = round.job AND
  checkpoint.number = round.number + 1 JOIN blob ON blob.hash = checkpoint.hash WHERE round.state = 'PUBLISHED' AND blob.published = 1;

-- By pass first: what is accepted now lies together, and not where each shard's earlier passes lie.
DROP INDEX result_once;

CREATE UNIQUE INDEX result_once ON result (job, pass, shard) WHERE state = 'FINAL_OK' AND counted = 1;
