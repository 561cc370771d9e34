-- Whoever looks for what is promised finds it among the live leases; an index less to write for each lease.
DROP INDEX lease_promised;

-- By the content first: a server that knows little of the table took this index for all that begins with the job.
DROP INDEX result_content;

CREATE INDEX result_content ON result (content_hash, job);

-- In the order in which they are asked for.
DROP INDEX audit_state;

CREATE INDEX audit_state ON audit (state, auditor, id);

-- A server reads the words of a check anew for each row that it writes, and looks for what a row refers to with a query of its own.
-- What states there are, and whose leases and results are, is asked by the invariants instead; what money and bytes hang on stays.
-- server: ALTER TABLE lease DROP CONSTRAINT IF EXISTS lease_state_check, DROP CONSTRAINT IF EXISTS lease_role_check, DROP CONSTRAINT IF EXISTS lease_sandbox_check, DROP CONSTRAINT IF EXISTS lease_model_check, DROP CONSTRAINT IF EXISTS lease_device_fkey, DROP CONSTRAINT IF EXISTS lease_job_round_fkey, DROP CONSTRAINT IF EXISTS lease_job_shard_fkey;

-- server: ALTER TABLE result DROP CONSTRAINT IF EXISTS result_state_check, DROP CONSTRAINT IF EXISTS result_role_check, DROP CONSTRAINT IF EXISTS result_device_fkey, DROP CONSTRAINT IF EXISTS result_job_fkey;

-- server: ALTER TABLE shard DROP CONSTRAINT IF EXISTS shard_state_check;

-- server: ALTER TABLE job DROP CONSTRAINT IF EXISTS job_state_check, DROP CONSTRAINT IF EXISTS job_privacy_check;
