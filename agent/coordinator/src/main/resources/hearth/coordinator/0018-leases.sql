-- Of leases only the live ones are counted and looked for by device, so a lease enters these once and leaves them once.
DROP INDEX lease_device;

CREATE INDEX lease_device ON lease (device) WHERE state IN ('GRANTED', 'COMMITTED');

DROP INDEX lease_round;

CREATE INDEX lease_round ON lease (job, round) WHERE state IN ('GRANTED', 'COMMITTED');

-- A device's newest work, for jobs that want to know how it was confined.
CREATE INDEX lease_newest ON lease (device, committed_at) WHERE committed_at IS NOT NULL;
