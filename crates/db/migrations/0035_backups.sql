-- Backups that were made, and what their restores proved; and a way to find what ended lately. Owned by the crate backup.

CREATE TABLE backup_runs (
    id TEXT PRIMARY KEY NOT NULL,
    place TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    snapshot TEXT,
    taken_at BIGINT,
    table_rows BIGINT,
    objects BIGINT,
    object_bytes BIGINT,
    size BIGINT,
    added BIGINT,
    taking_ms BIGINT,
    verified_at BIGINT,
    verifying_ms BIGINT,
    opened BIGINT,
    rehearsal TEXT,
    drilled_at BIGINT,
    trouble TEXT
);

CREATE INDEX backup_runs_by_time ON backup_runs (begun_at, id);

CREATE INDEX grants_by_revocation ON grants (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX members_by_end ON members (left_at) WHERE left_at IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX passwords_by_change ON passwords (changed_at);
CREATE INDEX blocks_by_end ON blocks (lifted_at) WHERE lifted_at IS NOT NULL;
CREATE INDEX blocks_by_time ON blocks (blocked_at);
CREATE INDEX api_tokens_ended ON api_tokens (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX invitations_revoked ON invitations (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX scopes_closed ON scopes (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX recovery_codes_used ON recovery_codes (used_at) WHERE used_at IS NOT NULL;
CREATE INDEX activities_by_time ON activities (at);
