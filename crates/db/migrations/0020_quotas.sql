-- How many bytes an account may keep; one without a row keeps what there is room for. Owned by the crate media.

CREATE TABLE quotas (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    bytes BIGINT NOT NULL,
    set_by TEXT REFERENCES persons (id),
    set_at BIGINT NOT NULL
);
