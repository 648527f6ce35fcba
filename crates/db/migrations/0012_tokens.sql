-- API tokens: what somebody lets a program do in his name, where, for what and until when, and the grants that each
-- derives from. Owned by the crate access.

CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    digest BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL, -- personal: purpose=security; retention=30 days after its end; erasure=delete
    purpose TEXT NOT NULL, -- personal: purpose=security; retention=30 days after its end; erasure=delete
    scope_id TEXT NOT NULL REFERENCES scopes (id),
    account_id TEXT REFERENCES scopes (id),
    allows TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    ended_at BIGINT,
    ended_by TEXT REFERENCES persons (id)
);

CREATE INDEX api_tokens_by_person ON api_tokens (person_id);
CREATE INDEX api_tokens_by_end ON api_tokens (expires_at);

-- A token does nothing by a grant that came later, nor by one that was taken and given anew.
CREATE TABLE token_grants (
    token_id TEXT NOT NULL REFERENCES api_tokens (id),
    grant_id TEXT NOT NULL REFERENCES grants (id),
    PRIMARY KEY (token_id, grant_id)
);

CREATE INDEX token_grants_by_grant ON token_grants (grant_id);
