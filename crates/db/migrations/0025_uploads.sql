-- Uploads that survive: what somebody is sending by the tus protocol, and the sealed pieces that have arrived of it. A piece
-- is a sealed object with a key of its own; what is acknowledged is what stands here. Owned by the crate media.

CREATE TABLE uploads (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    lesson_id TEXT NOT NULL REFERENCES lessons (id),
    purpose TEXT NOT NULL,
    file_name TEXT NOT NULL,
    metadata TEXT NOT NULL,
    concat TEXT NOT NULL,
    length BIGINT NOT NULL,
    received BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    writer TEXT,
    written_until BIGINT,
    object_id TEXT
);

CREATE INDEX uploads_by_person ON uploads (created_by);
CREATE INDEX uploads_by_account ON uploads (account_id);
CREATE INDEX uploads_by_end ON uploads (expires_at);

CREATE TABLE upload_parts (
    id TEXT PRIMARY KEY NOT NULL,
    upload_id TEXT NOT NULL REFERENCES uploads (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    wrapped_key BLOB NOT NULL
);

CREATE UNIQUE INDEX upload_parts_in_order ON upload_parts (upload_id, starts_at);
