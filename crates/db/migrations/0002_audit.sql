-- What was done, by whom, where, and which policy allowed it. Owned by the crate audit; rows are only added.

CREATE TABLE activities (
    id TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT REFERENCES persons (id),
    account_id TEXT REFERENCES scopes (id),
    scope_id TEXT NOT NULL REFERENCES scopes (id),
    action TEXT NOT NULL,
    policy TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    detail TEXT NOT NULL -- personal: purpose=security; retention=membership; erasure=clear
);

CREATE INDEX activities_by_account ON activities (account_id, at);
CREATE INDEX activities_by_actor ON activities (actor_id, at);
