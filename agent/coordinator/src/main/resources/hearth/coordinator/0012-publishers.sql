-- Which of several coordinators published a round: one row for each time. More than one of a round would be a fault.
CREATE TABLE publisher (
  job TEXT NOT NULL,
  round INTEGER NOT NULL,
  owner TEXT NOT NULL,
  FOREIGN KEY (job, round) REFERENCES round (job, number)
) STRICT;

CREATE INDEX publisher_round ON publisher (job, round);
