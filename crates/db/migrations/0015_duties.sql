-- Work that comes back at its time: backups, probes, clearing away. Owned by the crate audit.

CREATE TABLE duties (
    name TEXT PRIMARY KEY NOT NULL, -- impersonal: the duty's, from the program
    next_at BIGINT NOT NULL,
    begun_at BIGINT,
    held_until BIGINT,
    ended_at BIGINT,
    succeeded_at BIGINT,
    failures BIGINT NOT NULL,
    outcome TEXT
);
