-- The care of sealed objects: account keys in versions, keys that were destroyed, and which objects were looked through.
-- Owned by the crate media.

-- The newest version seals; the older ones still open until nothing is wrapped with them any more.
CREATE TABLE account_keys_next (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    version BIGINT NOT NULL,
    wrapped BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    replaced_at BIGINT,
    PRIMARY KEY (account_id, version)
);

INSERT INTO account_keys_next (account_id, version, wrapped, created_at)
SELECT account_id, 1, wrapped, created_at FROM account_keys;

DROP TABLE account_keys;

ALTER TABLE account_keys_next RENAME TO account_keys;

-- Accounts whose key is gone for good: nothing of theirs can be opened, and nothing new is sealed.
CREATE TABLE destroyed_keys (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    destroyed_at BIGINT NOT NULL,
    objects BIGINT NOT NULL
);

-- When an object was last read to its end, and what is wrong with it when it did not open.
CREATE TABLE object_checks (
    object_id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    checked_at BIGINT NOT NULL,
    damage TEXT,
    damaged_at BIGINT
);

CREATE INDEX object_checks_by_age ON object_checks (checked_at);
CREATE INDEX object_checks_damaged ON object_checks (damaged_at) WHERE damage IS NOT NULL;
