-- Grade of the sandbox in which a committed update was trained, by the device's own word; NULL where it did not say.
ALTER TABLE lease ADD COLUMN sandbox TEXT CHECK (sandbox IN ('A', 'B', 'C'));
