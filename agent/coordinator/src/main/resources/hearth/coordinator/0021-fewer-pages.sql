-- Each row of an index is a page more that a commit writes, and nearly each index here is in an order of its own. What
-- could be asked of another one, or of fewer rows, has none of its own any more (decision record 25).

-- Who works in a round, and how many of them for one owner: open leases alone. Those that ended have a result.
DROP INDEX lease_owner;

DROP INDEX lease_round;

CREATE INDEX lease_round ON lease (job, round, payout) WHERE state IN ('GRANTED', 'COMMITTED');

-- The same of the results that wait in it.
DROP INDEX result_waiting;

CREATE INDEX result_waiting ON result (job, round, state, counted, account);

-- How a device's newest committed work was confined, by its own word; NULL where it did not say. Written when it changes.
ALTER TABLE device ADD COLUMN sandbox TEXT CHECK (sandbox IN ('A', 'B', 'C'));

UPDATE device SET sandbox = (SELECT lease.sandbox FROM lease WHERE lease.device = device.id AND lease.committed_at IS NOT NULL
  ORDER BY lease.committed_at DESC, lease.id LIMIT 1);

DROP INDEX lease_newest;

-- What a device had accepted stands in its standings, what an owner had accepted in the ledger.
DROP INDEX result_good;

DROP INDEX result_account;

CREATE INDEX result_refused ON result (account) WHERE state = 'FINAL_BAD';

-- Shards are looked for when they are ready, and when none is.
DROP INDEX shard_ready;

CREATE INDEX shard_ready ON shard (job, pass, attempt, number) WHERE state = 'READY';

CREATE INDEX shard_accepted ON shard (job) WHERE state = 'ACCEPTED';

-- The starts of jobs that are still to be measured, which are asked for all the time.
CREATE INDEX checkpoint_first ON checkpoint (job) WHERE number = 0 AND evaluated_at IS NULL;
