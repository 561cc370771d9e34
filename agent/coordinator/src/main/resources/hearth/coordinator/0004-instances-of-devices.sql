-- Running agents of a device in the order in which they registered: the last one is heard.
CREATE TABLE device_instance (
  device TEXT NOT NULL REFERENCES device (id),
  instance TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (device, instance)
) STRICT, WITHOUT ROWID;
