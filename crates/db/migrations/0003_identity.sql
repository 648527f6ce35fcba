-- Accounts, the names people sign in with, their passwords, and the links by which they set the first one.
-- Owned by the crate identity.

CREATE TABLE accounts (
    id TEXT PRIMARY KEY NOT NULL REFERENCES scopes (id),
    name TEXT NOT NULL, -- impersonal: the name of a school or company
    created_at BIGINT NOT NULL
);

CREATE TABLE usernames (
    canonical TEXT PRIMARY KEY NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    person_id TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL
);

CREATE INDEX usernames_by_person ON usernames (person_id);

CREATE TABLE passwords (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES persons (id),
    hash TEXT NOT NULL, -- personal: purpose=security; retention=membership; erasure=delete
    changed_at BIGINT NOT NULL
);

CREATE TABLE welcomes (
    token_digest BLOB PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    created_by TEXT REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX welcomes_by_person ON welcomes (person_id);
