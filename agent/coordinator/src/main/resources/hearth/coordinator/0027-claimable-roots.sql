-- When the contract takes claims under a root, by the chain's own word; NULL while the chain was not asked.
ALTER TABLE epoch ADD COLUMN claimable_at INTEGER;
