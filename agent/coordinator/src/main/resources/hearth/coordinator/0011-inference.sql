-- Inputs of each shard of a job that asks a finished model; other jobs have none here.
CREATE TABLE question (
  job TEXT NOT NULL,
  shard INTEGER NOT NULL,
  inputs INTEGER NOT NULL,
  -- Of the first one among all of the job.
  number INTEGER NOT NULL,
  PRIMARY KEY (job, shard),
  FOREIGN KEY (job, shard) REFERENCES shard (job, number)
) STRICT, WITHOUT ROWID;

-- Which inputs of a shard a result answers. Those of a refused result do not stand any more.
CREATE TABLE answer (
  result INTEGER PRIMARY KEY REFERENCES result (sequence),
  job TEXT NOT NULL,
  shard INTEGER NOT NULL,
  start INTEGER NOT NULL,
  inputs INTEGER NOT NULL,
  stands INTEGER NOT NULL,
  FOREIGN KEY (job, shard) REFERENCES question (job, shard)
) STRICT;

-- Each input is answered once: no two answers that stand begin with the same one.
CREATE UNIQUE INDEX answer_once ON answer (job, shard, start) WHERE stands = 1;
