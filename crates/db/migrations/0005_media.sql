-- Sealed objects and the wrapped keys that open them. Owned by the crate media.

CREATE TABLE account_keys (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    wrapped BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE objects (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    lesson_id TEXT NOT NULL REFERENCES lessons (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('video', 'document', 'poster')),
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

CREATE UNIQUE INDEX objects_one_current ON objects (lesson_id, purpose) WHERE replaced_at IS NULL;
CREATE INDEX objects_by_account ON objects (account_id);
