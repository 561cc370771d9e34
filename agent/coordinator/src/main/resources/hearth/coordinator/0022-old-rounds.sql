-- Whether what a published round computed is still kept, so that what is to go is found without a look at all rounds that there ever were.
ALTER TABLE round ADD COLUMN kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1));

UPDATE round SET kept = 0 WHERE state = 'PUBLISHED' AND NOT EXISTS (SELECT 1 FROM checkpoint JOIN blob ON blob.hash = checkpoint.hash
  WHERE checkpoint.job = round.job AND checkpoint.number = round.number + 1 AND blob.published = 1);

CREATE INDEX round_kept ON round (job, number) WHERE state = 'PUBLISHED' AND kept = 1;

-- By pass first: what is accepted now lies together, and not where each shard's earlier passes lie.
DROP INDEX result_once;

CREATE UNIQUE INDEX result_once ON result (job, pass, shard) WHERE state = 'FINAL_OK' AND counted = 1;
