-- Who repeats others is drawn by the work that he did, which stands in `result`.
DROP TABLE device_number;

DROP INDEX device_seen;
