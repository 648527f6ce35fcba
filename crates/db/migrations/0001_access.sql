-- Persons, sessions, the tree of scopes, and who holds which role where. Owned by the crate access.

CREATE TABLE installation (
    id TEXT PRIMARY KEY NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE persons (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL, -- personal: purpose=service; retention=membership; erasure=replace
    folded TEXT NOT NULL DEFAULT '', -- personal: purpose=service; retention=membership; erasure=replace
    language TEXT NOT NULL, -- personal: purpose=service; retention=membership; erasure=clear
    created_at BIGINT NOT NULL,
    blocked_at BIGINT,
    second_factor_at BIGINT
);

CREATE TABLE scopes (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('platform', 'account', 'channel', 'course', 'lesson')),
    account_id TEXT REFERENCES scopes (id),
    channel_id TEXT REFERENCES scopes (id),
    course_id TEXT REFERENCES scopes (id),
    created_at BIGINT NOT NULL,
    published_at BIGINT,
    closed_at BIGINT,
    second_factor_at BIGINT,
    CHECK ((kind = 'platform') = (account_id IS NULL)),
    CHECK (kind <> 'account' OR account_id = id),
    CHECK (kind <> 'channel' OR channel_id = id),
    CHECK (kind <> 'course' OR course_id = id)
);

CREATE INDEX scopes_by_account ON scopes (account_id, kind);
CREATE INDEX scopes_by_channel ON scopes (channel_id, kind);
CREATE INDEX scopes_by_course ON scopes (course_id, kind);

INSERT INTO scopes (id, kind, created_at)
VALUES ('00000000-0000-0000-0000-000000000000', 'platform', 0);

CREATE TABLE members (
    account_id TEXT NOT NULL REFERENCES scopes (id),
    person_id TEXT NOT NULL REFERENCES persons (id),
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (account_id, person_id)
);

CREATE INDEX members_by_person ON members (person_id);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    token_digest BLOB NOT NULL UNIQUE,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    absolute_until BIGINT NOT NULL,
    ended_at BIGINT,
    proved_at BIGINT,
    user_agent TEXT NOT NULL, -- personal: purpose=security; retention=90 days; erasure=delete
    network TEXT -- personal: purpose=security; retention=90 days; erasure=delete
);

CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE TABLE grants (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    role TEXT NOT NULL,
    scope_id TEXT NOT NULL REFERENCES scopes (id),
    account_id TEXT REFERENCES scopes (id),
    granted_by TEXT REFERENCES persons (id),
    granted_at BIGINT NOT NULL,
    until_at BIGINT,
    reason TEXT, -- personal: purpose=security; retention=membership; erasure=clear
    used_at BIGINT,
    revoked_by TEXT REFERENCES persons (id),
    revoked_at BIGINT,
    FOREIGN KEY (account_id, person_id) REFERENCES members (account_id, person_id)
);

CREATE UNIQUE INDEX grants_held_once ON grants (person_id, scope_id, role) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_scope ON grants (scope_id);
CREATE INDEX grants_by_account ON grants (account_id, id) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_removal ON grants (revoked_by, revoked_at) WHERE revoked_at IS NOT NULL;

-- The only source of who holds what: the grant stands, the person is not blocked and has not left, and has a second
-- factor where the account asks its managers, or the platform its staff, for one.
-- A grant with an end is in it until a reader compares until_at with the clock.
CREATE VIEW effective_grant AS
SELECT g.id AS id, g.person_id AS person_id, g.role AS role, g.scope_id AS scope_id,
       g.until_at AS until_at
FROM grants g
JOIN scopes s ON s.id = g.scope_id
JOIN persons p ON p.id = g.person_id
LEFT JOIN members m ON m.account_id = g.account_id AND m.person_id = g.person_id AND m.left_at IS NULL
LEFT JOIN scopes a ON a.id = COALESCE(g.account_id, g.scope_id)
WHERE g.revoked_at IS NULL
  AND p.blocked_at IS NULL
  AND s.closed_at IS NULL
  AND (g.account_id IS NULL OR m.person_id IS NOT NULL)
  AND (a.second_factor_at IS NULL
       OR p.second_factor_at IS NOT NULL
       OR g.role IN ('account_auditor', 'course_editor', 'course_tutor', 'course_learner'));

-- What a person would hold with a second factor: he is led to set one up where he would be refused.
CREATE VIEW withheld_grant AS
SELECT g.id AS id, g.person_id AS person_id, g.role AS role, g.scope_id AS scope_id, a.id AS asked_by,
       g.until_at AS until_at
FROM grants g
JOIN scopes s ON s.id = g.scope_id
JOIN persons p ON p.id = g.person_id
JOIN scopes a ON a.id = COALESCE(g.account_id, g.scope_id)
LEFT JOIN members m ON m.account_id = g.account_id AND m.person_id = g.person_id AND m.left_at IS NULL
WHERE g.revoked_at IS NULL
  AND p.blocked_at IS NULL
  AND s.closed_at IS NULL
  AND (g.account_id IS NULL OR m.person_id IS NOT NULL)
  AND a.second_factor_at IS NOT NULL
  AND p.second_factor_at IS NULL
  AND g.role NOT IN ('account_auditor', 'course_editor', 'course_tutor', 'course_learner');

-- What lists may show: the same as the policy's viewChannel and viewCourse, for all places at once.
-- A person may stand in it several times for one place; readers compare until_at with the clock.
CREATE VIEW viewable_channel AS
SELECT g.person_id AS person_id, g.until_at AS until_at, s.id AS channel_id
FROM effective_grant g
JOIN scopes s ON s.account_id = g.scope_id AND s.kind = 'channel' AND s.closed_at IS NULL
WHERE g.role IN ('account_owner', 'account_manager')
UNION ALL
SELECT g.person_id, g.until_at, g.scope_id
FROM effective_grant g
WHERE g.role = 'channel_manager';

CREATE VIEW viewable_course AS
SELECT g.person_id AS person_id, g.until_at AS until_at, s.id AS course_id
FROM effective_grant g
JOIN scopes s ON s.account_id = g.scope_id AND s.kind = 'course' AND s.closed_at IS NULL
WHERE g.role IN ('account_owner', 'account_manager')
UNION ALL
SELECT g.person_id, g.until_at, s.id
FROM effective_grant g
JOIN scopes s ON s.channel_id = g.scope_id AND s.kind = 'course' AND s.closed_at IS NULL
WHERE g.role = 'channel_manager'
UNION ALL
SELECT g.person_id, g.until_at, g.scope_id
FROM effective_grant g
WHERE g.role IN ('course_editor', 'course_tutor')
UNION ALL
SELECT g.person_id, g.until_at, s.id
FROM effective_grant g
JOIN scopes s ON s.id = g.scope_id AND s.published_at IS NOT NULL
WHERE g.role = 'course_learner';

-- The published courses in which a person is a learner.
CREATE VIEW enrolled_course AS
SELECT g.person_id AS person_id, g.until_at AS until_at, s.id AS course_id
FROM effective_grant g
JOIN scopes s ON s.id = g.scope_id AND s.published_at IS NOT NULL
WHERE g.role = 'course_learner';
