-- Accounts, the names people sign in with, and their passwords.
-- Owned by the crate identity.

CREATE TABLE accounts (
    id TEXT PRIMARY KEY NOT NULL REFERENCES scopes (id),
    name TEXT NOT NULL, -- impersonal: the name of a company
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
