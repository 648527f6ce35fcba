-- What the gate asks before it knows in which account it is: always about one person, one token or one grant. Where the
-- database keeps accounts apart by itself (row level security), these views see all rows, like effective_grant; whoever reads the
-- tables sees those of the account that was asked about. Owned by the crate access.

CREATE VIEW belonging AS
SELECT account_id AS account_id, person_id AS person_id
FROM members
WHERE left_at IS NULL;

CREATE VIEW live_token AS
SELECT id AS id, person_id AS person_id, digest AS digest, scope_id AS scope_id, allows AS allows,
       used_at AS used_at, expires_at AS expires_at
FROM api_tokens
WHERE ended_at IS NULL;

CREATE VIEW known_grant AS
SELECT id AS id, person_id AS person_id, role AS role, scope_id AS scope_id, account_id AS account_id,
       granted_by AS granted_by, granted_at AS granted_at, until_at AS until_at, reason AS reason,
       revoked_by AS revoked_by, revoked_at AS revoked_at
FROM grants;
