-- What is asked at each grant and each sweep, without a look at the whole past of a job or a device.
CREATE INDEX round_state ON round (state, job, number);

CREATE INDEX lease_round ON lease (job, round, state);

CREATE INDEX lease_promised ON lease (committed) WHERE state = 'COMMITTED';

CREATE INDEX result_good ON result (device) WHERE state = 'FINAL_OK';
