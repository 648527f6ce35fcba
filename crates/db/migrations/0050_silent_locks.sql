-- When the person heard of the lock that stands; none while it is still owed. Owned by the crate identity.

ALTER TABLE tries ADD COLUMN told_at BIGINT;

CREATE INDEX tries_untold ON tries (locked_until) WHERE told_at IS NULL AND locked_until IS NOT NULL;
