-- What the house knows of its own promises: its controls, how each of their runs ended, what changed when, and what people
-- declared. Owned by the crate trust. Decoys, on whom controls are tried, are marked by the crate access.

-- A person or an account that exists for the controls alone: in no list, no count and no mail.
ALTER TABLE persons ADD COLUMN decoy_at BIGINT;
ALTER TABLE scopes ADD COLUMN decoy_at BIGINT;

-- How each control stands now.
CREATE TABLE controls (
    name TEXT PRIMARY KEY NOT NULL, -- impersonal: the name of a control
    ran_at BIGINT,
    outcome TEXT CHECK (outcome IN ('passed', 'failed', 'off')),
    since_at BIGINT,
    called_at BIGINT,
    figures TEXT NOT NULL,
    words TEXT NOT NULL,
    memo TEXT
);

-- Every run. Those that change nothing are forgotten after a quarter of a year.
CREATE TABLE control_runs (
    id TEXT PRIMARY KEY NOT NULL,
    control TEXT NOT NULL,
    at BIGINT NOT NULL,
    took BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed', 'off')),
    turned_at BIGINT,
    figures TEXT NOT NULL,
    words TEXT NOT NULL,
    register TEXT NOT NULL
);

CREATE INDEX control_runs_by_control ON control_runs (control, at);
CREATE INDEX control_runs_by_age ON control_runs (at);

-- From when on a promise was in which state. Rows are only added: what went wrong stays to be seen.
CREATE TABLE promise_changes (
    id TEXT PRIMARY KEY NOT NULL,
    promise TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    noted_at BIGINT NOT NULL
);

CREATE INDEX promise_changes_by_promise ON promise_changes (promise, at);

-- What only a person can know, and who says so until when. Rows are only added; the latest counts.
CREATE TABLE declarations (
    id TEXT PRIMARY KEY NOT NULL,
    part TEXT NOT NULL,
    name TEXT NOT NULL, -- personal: purpose=evidence; retention=7 years; erasure=replace
    statement TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    entered_by TEXT NOT NULL REFERENCES persons (id),
    entered_at BIGINT NOT NULL
);

CREATE INDEX declarations_by_part ON declarations (part, entered_at);

-- The key with which evidence is signed, sealed under the key of the house.
CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY NOT NULL,
    sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

-- What left the house, day by day. Owned by the crate audit.
CREATE TABLE outbound (
    day BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    host TEXT NOT NULL,
    sent BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (day, purpose, host)
);
