-- What people are told: in the application, by mail, by text message. Owned by the crate audit; the contacts by identity.

-- The key under which short secrets rest in rows, itself wrapped by the root key outside the database.
CREATE TABLE house_keys (
    id TEXT PRIMARY KEY NOT NULL,
    wrapped BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE contacts (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')), -- personal: purpose=service; retention=membership; erasure=delete
    address TEXT NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    canonical TEXT NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    confirmed_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX contacts_one_of_a_kind ON contacts (person_id, kind);
CREATE UNIQUE INDEX contacts_of_one_person ON contacts (canonical, kind);

-- A new address that waits to be confirmed; until then the old one counts.
CREATE TABLE contact_changes (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')), -- personal: purpose=service; retention=30 days; erasure=delete
    address TEXT NOT NULL, -- personal: purpose=service; retention=30 days; erasure=delete
    canonical TEXT NOT NULL, -- personal: purpose=service; retention=30 days; erasure=delete
    token_digest BLOB NOT NULL UNIQUE,
    code BLOB NOT NULL,
    tries BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX contact_changes_by_person ON contact_changes (person_id, asked_at);

-- An old address, and the link by which it comes back.
CREATE TABLE contact_undos (
    token_digest BLOB PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')), -- personal: purpose=security; retention=30 days; erasure=delete
    address TEXT NOT NULL, -- personal: purpose=security; retention=30 days; erasure=delete
    canonical TEXT NOT NULL, -- personal: purpose=security; retention=30 days; erasure=delete
    changed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX contact_undos_by_person ON contact_undos (person_id, kind, changed_at);

-- Where a person can be reached, for whoever has something to tell.
CREATE VIEW confirmed_contact AS
SELECT person_id AS person_id, kind AS kind, address AS address
FROM contacts;

CREATE TABLE notifications (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL,
    account_id TEXT REFERENCES scopes (id),
    detail TEXT NOT NULL, -- personal: purpose=service; retention=1 year; erasure=delete
    at BIGINT NOT NULL,
    read_at BIGINT
);

CREATE INDEX notifications_by_person ON notifications (person_id, at, id);
CREATE INDEX notifications_unread ON notifications (person_id) WHERE read_at IS NULL;

-- A row says that somebody does not want this kind of notification by mail as well.
CREATE TABLE mail_refusals (
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    refused_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, kind)
);

-- Letters on their way. While next_at lies ahead a letter waits, or somebody is sending it.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('mail', 'phone')),
    address TEXT NOT NULL, -- personal: purpose=service; retention=30 days; erasure=delete
    person_id TEXT REFERENCES persons (id),
    language TEXT NOT NULL, -- personal: purpose=service; retention=30 days; erasure=delete
    words BLOB, -- personal: purpose=service; retention=until sent; erasure=delete
    queued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    sent_at BIGINT,
    dropped_at BIGINT,
    last_error TEXT -- personal: purpose=service; retention=30 days; erasure=delete
);

CREATE INDEX outbox_due ON outbox (next_at, id) WHERE sent_at IS NULL AND dropped_at IS NULL;
CREATE INDEX outbox_ended ON outbox (queued_at) WHERE words IS NULL;
CREATE INDEX outbox_by_person ON outbox (person_id);
