-- Who may see the data of a job; NULL where everybody may. What its devices send is public only then.
ALTER TABLE job ADD COLUMN privacy TEXT CHECK (privacy IN ('PROVEN', 'OWN'));
