-- How often secrets were tried, the devices that count for themselves, and the links and codes that help somebody
-- who is locked out. Owned by the crate identity.

-- One row per thing that is guessed at, and per place it is guessed from. Names that nobody has get rows of the same
-- kind; what was typed stands there as a keyed digest alone.
CREATE TABLE tries (
    subject BLOB NOT NULL,
    place TEXT NOT NULL,
    person_id TEXT REFERENCES persons (id),
    failures BIGINT NOT NULL,
    locks BIGINT NOT NULL,
    locked_until BIGINT,
    tried_at BIGINT NOT NULL,
    PRIMARY KEY (subject, place)
);

CREATE INDEX tries_by_person ON tries (person_id);
CREATE INDEX tries_by_age ON tries (tried_at);

CREATE TABLE devices (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    token_digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    UNIQUE (token_digest, person_id)
);

CREATE INDEX devices_by_person ON devices (person_id, seen_at);

CREATE TABLE unlockings (
    token_digest BLOB PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX unlockings_by_person ON unlockings (person_id);

-- A wish for a new password. The ticket stays with whoever wishes, code and link go to the person. Wishes for names
-- that nobody has get rows of the same kind.
CREATE TABLE resets (
    ticket_digest BLOB PRIMARY KEY NOT NULL,
    person_id TEXT REFERENCES persons (id),
    link_digest BLOB NOT NULL UNIQUE,
    code_digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX resets_by_person ON resets (person_id);
CREATE INDEX resets_by_age ON resets (created_at);
