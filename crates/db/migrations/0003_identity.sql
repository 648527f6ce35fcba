-- Accounts, the names people sign in with, and their passwords.
-- Owned by the crate identity.

CREATE TABLE accounts (
    id TEXT PRIMARY KEY NOT NULL REFERENCES scopes (id),
    name TEXT NOT NULL, -- impersonal: the name of a company
    country TEXT, -- impersonal: where a company is, for phone numbers written without one
    password_floor BIGINT NOT NULL DEFAULT 6 CHECK (password_floor IN (6, 8, 12, 15)),
    created_at BIGINT NOT NULL
);

CREATE TABLE usernames (
    canonical TEXT PRIMARY KEY NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL CHECK (kind IN ('id', 'email', 'phone')),
    look TEXT, -- personal: purpose=security; retention=membership; erasure=delete
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX usernames_one_of_a_kind ON usernames (person_id, kind);
CREATE UNIQUE INDEX usernames_of_one_look ON usernames (look);

-- The name by which others know a person: the one that he chose, else where he can be written to.
CREATE VIEW shown_username AS
SELECT person_id AS person_id,
       COALESCE(MIN(CASE WHEN kind = 'id' THEN canonical END),
                MIN(CASE WHEN kind = 'email' THEN canonical END),
                MIN(canonical)) AS username
FROM usernames
GROUP BY person_id;

CREATE TABLE passwords (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES persons (id),
    hash TEXT NOT NULL, -- personal: purpose=security; retention=membership; erasure=delete
    changed_at BIGINT NOT NULL
);
