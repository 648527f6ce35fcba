-- The ways in: invitations, files of people, and accounts that are open to newcomers. Owned by the crate identity.

-- A file of people: looked through first, then brought in as one act that can be undone.
CREATE TABLE imports (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES scopes (id),
    created_by TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    begun_at BIGINT,
    done_at BIGINT,
    undone_at BIGINT
);

CREATE INDEX imports_by_account ON imports (account_id, created_at, id);

CREATE TABLE import_lines (
    import_id TEXT NOT NULL REFERENCES imports (id),
    line BIGINT NOT NULL,
    name TEXT NOT NULL, -- personal: purpose=service; retention=7 days; erasure=delete
    address TEXT NOT NULL, -- personal: purpose=service; retention=7 days; erasure=delete
    canonical TEXT NOT NULL, -- personal: purpose=service; retention=7 days; erasure=delete
    kind TEXT NOT NULL CHECK (kind IN ('id', 'email', 'phone')),
    role TEXT,
    scope_id TEXT NOT NULL REFERENCES scopes (id),
    person_id TEXT REFERENCES persons (id),
    PRIMARY KEY (import_id, line)
);

CREATE INDEX import_lines_by_name ON import_lines (import_id, canonical);

-- Whoever holds the token may take what it offers, as often as it says, while who made it may still give it.
-- With a person_id it is for somebody who is here already and lacks nothing but a password.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    token_digest BLOB NOT NULL UNIQUE,
    scope_id TEXT NOT NULL REFERENCES scopes (id),
    account_id TEXT REFERENCES scopes (id),
    role TEXT,
    person_id TEXT REFERENCES persons (id),
    name TEXT, -- personal: purpose=service; retention=30 days; erasure=delete
    address TEXT, -- personal: purpose=service; retention=30 days; erasure=delete
    canonical TEXT, -- personal: purpose=service; retention=30 days; erasure=delete
    created_by TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    use_limit BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    revoked_at BIGINT,
    registered_at BIGINT,
    import_id TEXT REFERENCES imports (id)
);

CREATE INDEX invitations_by_scope ON invitations (scope_id, created_at, id);
CREATE INDEX invitations_by_person ON invitations (person_id);
CREATE INDEX invitations_by_import ON invitations (import_id);

-- An account that lets people in who ask, in the name of the head who opened it.
CREATE TABLE registrations (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES scopes (id),
    opened_by TEXT NOT NULL REFERENCES persons (id),
    opened_at BIGINT NOT NULL,
    domains TEXT NOT NULL -- impersonal: the mail domains of companies
);

CREATE TABLE registration_courses (
    account_id TEXT NOT NULL REFERENCES registrations (account_id),
    course_id TEXT NOT NULL REFERENCES scopes (id),
    PRIMARY KEY (account_id, course_id)
);
