-- Since when a root may be on the chain; NULL while it never left. One that never left can be taken back.
ALTER TABLE outbox ADD COLUMN sent_at INTEGER;

-- What the chain has answered to in another way than "too little is paid in" or "too much for one epoch" may have left.
UPDATE outbox SET sent_at = created_at WHERE done_at IS NOT NULL OR (attempts > 0
  AND (answer IS NULL OR answer NOT IN ('escrow-not-settled', 'TOTAL_ABOVE_FUNDED', 'EPOCH_CAP_EXCEEDED')));
