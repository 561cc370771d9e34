-- Steps that a committed update stands for; NULL means the whole lease.
ALTER TABLE lease ADD COLUMN committed_steps INTEGER;

ALTER TABLE result ADD COLUMN steps INTEGER;

-- 1 if the result is aggregated; a part of less than half a lease is paid only.
ALTER TABLE result ADD COLUMN counted INTEGER NOT NULL DEFAULT 1;

DROP INDEX result_once;

-- A shard counts once per pass over the data.
CREATE UNIQUE INDEX result_once ON result (job, shard, pass) WHERE state = 'FINAL_OK' AND counted = 1;
