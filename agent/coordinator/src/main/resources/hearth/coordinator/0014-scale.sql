-- When a job last gave a lease: the one that waited longest is asked first, without a look at all the others.
ALTER TABLE job ADD COLUMN granted_at INTEGER NOT NULL DEFAULT 0;

UPDATE job SET granted_at = coalesce((SELECT max(lease.granted_at) FROM lease WHERE lease.job = job.id), 0);

CREATE INDEX job_next ON job (state, granted_at, id);

DROP INDEX lease_job;

-- Sessions of devices with the network, so that every coordinator of it knows them. Nothing here is secret: the key
-- follows from the coordinators' own key and what stands here.
CREATE TABLE device_session (
  device TEXT PRIMARY KEY REFERENCES device (id),
  session TEXT NOT NULL,
  device_key TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
