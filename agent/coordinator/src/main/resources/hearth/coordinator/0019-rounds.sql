-- Whether a round still gives work. One whose first result has waited long enough does not, and waits for those who have some.
ALTER TABLE round ADD COLUMN gives INTEGER NOT NULL DEFAULT 1 CHECK (gives IN (0, 1));
