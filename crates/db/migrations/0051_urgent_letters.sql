-- Letters about security leave before all others, and letters that were taken back do not leave. Owned by the crate audit.

-- 0 for what somebody waits for or must hear at once, 1 for what can wait behind it.
ALTER TABLE outbox ADD COLUMN rank BIGINT NOT NULL DEFAULT 0;

-- What a letter stands or falls with, such as its invitation.
ALTER TABLE outbox ADD COLUMN about TEXT;

CREATE INDEX outbox_ranked ON outbox (rank, next_at, id) WHERE sent_at IS NULL AND dropped_at IS NULL;
