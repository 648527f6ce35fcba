-- Objects of more kinds than three, several of one kind in a lesson, and objects made from another one: what an object may
-- be to its lesson is said by the program (`Use`), and one is current for each kind and variant. Owned by the crate media.

CREATE TABLE objects_next (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    lesson_id TEXT NOT NULL REFERENCES lessons (id),
    purpose TEXT NOT NULL,
    variant TEXT NOT NULL DEFAULT '',
    made_from TEXT,
    media_type TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size BIGINT NOT NULL,
    duration_ms BIGINT,
    width BIGINT,
    height BIGINT,
    wrapped_key BLOB NOT NULL,
    sealed_sha256 BLOB NOT NULL,
    created_by TEXT REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    replaced_at BIGINT
);

INSERT INTO objects_next (id, account_id, lesson_id, purpose, media_type, file_name, size, duration_ms, width, height,
                          wrapped_key, sealed_sha256, created_by, created_at, replaced_at)
SELECT id, account_id, lesson_id, purpose, media_type, file_name, size, duration_ms, width, height,
       wrapped_key, sealed_sha256, created_by, created_at, replaced_at
FROM objects;

DROP TABLE objects;

ALTER TABLE objects_next RENAME TO objects;

CREATE UNIQUE INDEX objects_one_current ON objects (lesson_id, purpose, variant) WHERE replaced_at IS NULL;
CREATE INDEX objects_by_account ON objects (account_id);
CREATE INDEX objects_made_from ON objects (made_from) WHERE made_from IS NOT NULL;
