-- Model of the card or processor that trained a committed update, by the device's own word; NULL where it did not say.
ALTER TABLE lease ADD COLUMN model TEXT CHECK (length(model) BETWEEN 1 AND 64);
