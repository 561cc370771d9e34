-- At each grant and each result: what an owner has in a round, and how many wait in it, without a look at all the others.
CREATE INDEX lease_owner ON lease (job, round, payout);

CREATE INDEX result_waiting ON result (job, round, state, counted);

DROP INDEX result_round;
