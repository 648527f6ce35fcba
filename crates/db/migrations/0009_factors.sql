-- Blocks with their reasons, second factors, passkeys, and the half of a sign-in between password and code.
-- Owned by the crate identity.

CREATE TABLE blocks (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    reason TEXT NOT NULL, -- personal: purpose=security; retention=membership; erasure=clear
    blocked_by TEXT NOT NULL REFERENCES persons (id),
    blocked_at BIGINT NOT NULL,
    lifted_by TEXT REFERENCES persons (id),
    lifted_at BIGINT
);

CREATE INDEX blocks_by_person ON blocks (person_id, blocked_at);

-- The secret of an authenticator app. A new one is offered first, and counts when a code of it was shown.
CREATE TABLE totps (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES persons (id),
    sealed BLOB, -- personal: purpose=security; retention=membership; erasure=delete
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL,
    offered BLOB, -- personal: purpose=security; retention=membership; erasure=delete
    offered_at BIGINT
);

CREATE TABLE recovery_codes (
    digest BLOB PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX recovery_codes_by_person ON recovery_codes (person_id);

CREATE TABLE passkeys (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    credential_id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL, -- personal: purpose=security; retention=membership; erasure=delete
    passkey TEXT NOT NULL, -- personal: purpose=security; retention=membership; erasure=delete
    created_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX passkeys_by_person ON passkeys (person_id);

-- Who has shown a password and still owes the second factor. It is no session and opens nothing.
CREATE TABLE half_sign_ins (
    token_digest BLOB PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    user_agent TEXT NOT NULL, -- personal: purpose=security; retention=1 day; erasure=delete
    network TEXT, -- personal: purpose=security; retention=1 day; erasure=delete
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX half_sign_ins_by_person ON half_sign_ins (person_id);

-- A challenge that a passkey shall answer, once.
CREATE TABLE ceremonies (
    token_digest BLOB PRIMARY KEY NOT NULL,
    person_id TEXT REFERENCES persons (id),
    kind TEXT NOT NULL CHECK (kind IN ('enrol', 'enter', 'second')),
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
