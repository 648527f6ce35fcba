-- Lessons and courses that were removed. The place is closed; until the deadline it can be brought back with all that was
-- closed together with it, and then what is in it is destroyed. Owned by the crate catalog.

CREATE TABLE removed_places (
    scope_id TEXT NOT NULL REFERENCES scopes (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    channel_id TEXT NOT NULL REFERENCES channels (id),
    course_id TEXT NOT NULL REFERENCES courses (id),
    lesson_id TEXT REFERENCES lessons (id),
    removed_by TEXT REFERENCES persons (id),
    removed_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    restored_by TEXT REFERENCES persons (id),
    restored_at BIGINT,
    destroyed_at BIGINT,
    PRIMARY KEY (scope_id, removed_at)
);

CREATE UNIQUE INDEX removed_once ON removed_places (scope_id) WHERE restored_at IS NULL;
CREATE INDEX removed_by_account ON removed_places (account_id, removed_at);
CREATE INDEX removed_due ON removed_places (until_at) WHERE restored_at IS NULL AND destroyed_at IS NULL;

-- Who took an object out of its lesson without putting another in its place.
ALTER TABLE objects ADD COLUMN removed_by TEXT REFERENCES persons (id);
