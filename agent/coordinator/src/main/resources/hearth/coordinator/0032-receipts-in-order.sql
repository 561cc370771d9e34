-- How many receipts a device had with a result, and the hash of all of them. NULL: from before they were counted.
ALTER TABLE result ADD COLUMN receipts INTEGER;

ALTER TABLE result ADD COLUMN receipts_head TEXT;
