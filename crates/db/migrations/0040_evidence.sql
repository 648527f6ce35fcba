-- The evidence log: an append-only Merkle log in the formats of C2SP. Owned by the crate audit. Leaves hold keyed pseudonyms and
-- digests; subject_id and details stand beside them, for whoever may see what they are about.

-- Entries of transactions that have committed and have no place in the log yet: a second or so.
CREATE TABLE evidence_pending (
    id TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT,
    subject_id TEXT NOT NULL,
    details TEXT,
    leaf BLOB NOT NULL
);

-- The log: entry after entry, without a gap, from 0 on.
CREATE TABLE evidence_entries (
    number BIGINT PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT,
    subject_id TEXT NOT NULL,
    details TEXT,
    leaf BLOB NOT NULL
);

CREATE INDEX evidence_entries_by_account ON evidence_entries (account_id, number);
CREATE INDEX evidence_entries_by_subject ON evidence_entries (subject_id, number);
CREATE INDEX evidence_entries_by_kind ON evidence_entries (kind, number);

-- The Merkle tree in tiles of 256 hashes; the last one of each level grows.
CREATE TABLE evidence_tiles (
    level BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, number)
);

-- What was signed: size and root of the tree, as a note.
CREATE TABLE evidence_checkpoints (
    size BIGINT PRIMARY KEY NOT NULL,
    root BLOB NOT NULL,
    signed TEXT NOT NULL,
    signed_at BIGINT NOT NULL
);

-- The log's keys, the latest of which signs. The secret half rests sealed under the house's key.
CREATE TABLE evidence_keys (
    id TEXT PRIMARY KEY NOT NULL,
    origin TEXT NOT NULL,
    verifier TEXT NOT NULL,
    sealed BLOB NOT NULL,
    made_at BIGINT NOT NULL
);

-- What witnesses of ours have signed.
CREATE TABLE evidence_cosignatures (
    size BIGINT NOT NULL,
    witness TEXT NOT NULL, -- impersonal: the key of another installation
    line TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    PRIMARY KEY (size, witness)
);

-- What this installation, as a witness, has seen last of other logs.
CREATE TABLE evidence_witnessed (
    origin TEXT PRIMARY KEY NOT NULL,
    size BIGINT NOT NULL,
    root BLOB NOT NULL,
    signed TEXT NOT NULL,
    signed_at BIGINT NOT NULL
);
