-- What stands in one account refers to nothing in another one: the account is part of the keys by which grants, channels,
-- courses, lessons, places and objects refer to each other, so that a slip of the program is an error and not a way across.
-- Grants owned by the crate access, objects by media, the rest by catalog.

DROP VIEW scope_name;
DROP VIEW viewable_channel;
DROP VIEW viewable_course;
DROP VIEW enrolled_course;
DROP VIEW withheld_grant;
DROP VIEW effective_grant;
DROP VIEW known_grant;

CREATE UNIQUE INDEX scopes_in_account ON scopes (account_id, id);

CREATE TABLE grants_next (
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
    FOREIGN KEY (account_id, person_id) REFERENCES members (account_id, person_id),
    FOREIGN KEY (account_id, scope_id) REFERENCES scopes (account_id, id)
);

CREATE TABLE token_grants_next (
    token_id TEXT NOT NULL REFERENCES api_tokens (id),
    grant_id TEXT NOT NULL REFERENCES grants_next (id),
    PRIMARY KEY (token_id, grant_id)
);

CREATE TABLE channels_next (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL, -- impersonal: the name of a shelf of courses
    summary TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES scopes (account_id, id)
);

CREATE TABLE courses_next (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES scopes (account_id, id),
    FOREIGN KEY (account_id, channel_id) REFERENCES channels_next (account_id, id)
);

CREATE TABLE lessons_next (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL,
    course_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'document', 'text')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    place BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    filled_at BIGINT,
    poster_at BIGINT,
    duration_ms BIGINT,
    UNIQUE (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES scopes (account_id, id),
    FOREIGN KEY (account_id, course_id) REFERENCES courses_next (account_id, id)
);

CREATE TABLE places_next (
    person_id TEXT NOT NULL REFERENCES persons (id),
    lesson_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    course_id TEXT NOT NULL,
    seconds BIGINT NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    seen_at BIGINT NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    PRIMARY KEY (person_id, lesson_id),
    FOREIGN KEY (account_id, lesson_id) REFERENCES lessons_next (account_id, id),
    FOREIGN KEY (account_id, course_id) REFERENCES courses_next (account_id, id)
);

CREATE TABLE objects_next (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL,
    lesson_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    variant TEXT NOT NULL DEFAULT '',
    made_from TEXT,
    media_type TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size BIGINT NOT NULL,
    duration_ms BIGINT,
    width BIGINT,
    height BIGINT,
    wrapped_key BLOB NOT NULL,
    sealed_sha256 BLOB NOT NULL,
    created_by TEXT REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    replaced_at BIGINT,
    FOREIGN KEY (account_id, lesson_id) REFERENCES lessons_next (account_id, id)
);

INSERT INTO grants_next (id, person_id, role, scope_id, account_id, granted_by, granted_at, until_at, reason, used_at,
                         revoked_by, revoked_at)
SELECT id, person_id, role, scope_id, account_id, granted_by, granted_at, until_at, reason, used_at, revoked_by, revoked_at
FROM grants;
INSERT INTO token_grants_next (token_id, grant_id) SELECT token_id, grant_id FROM token_grants;
INSERT INTO channels_next (id, account_id, name, summary, created_at)
SELECT id, account_id, name, summary, created_at FROM channels;
INSERT INTO courses_next (id, account_id, channel_id, title, summary, created_at)
SELECT id, account_id, channel_id, title, summary, created_at FROM courses;
INSERT INTO lessons_next (id, account_id, course_id, kind, title, body, place, created_at, updated_at, filled_at,
                          poster_at, duration_ms)
SELECT id, account_id, course_id, kind, title, body, place, created_at, updated_at, filled_at, poster_at, duration_ms
FROM lessons;
INSERT INTO places_next (person_id, lesson_id, account_id, course_id, seconds, seen_at)
SELECT person_id, lesson_id, account_id, course_id, seconds, seen_at FROM places;
INSERT INTO objects_next (id, account_id, lesson_id, purpose, variant, made_from, media_type, file_name, size, duration_ms,
                          width, height, wrapped_key, sealed_sha256, created_by, created_at, replaced_at)
SELECT id, account_id, lesson_id, purpose, variant, made_from, media_type, file_name, size, duration_ms, width, height,
       wrapped_key, sealed_sha256, created_by, created_at, replaced_at
FROM objects;

DROP TABLE token_grants;
DROP TABLE grants;
DROP TABLE objects;
DROP TABLE places;
DROP TABLE lessons;
DROP TABLE courses;
DROP TABLE channels;

ALTER TABLE grants_next RENAME TO grants;
ALTER TABLE token_grants_next RENAME TO token_grants;
ALTER TABLE channels_next RENAME TO channels;
ALTER TABLE courses_next RENAME TO courses;
ALTER TABLE lessons_next RENAME TO lessons;
ALTER TABLE places_next RENAME TO places;
ALTER TABLE objects_next RENAME TO objects;

CREATE UNIQUE INDEX grants_held_once ON grants (person_id, scope_id, role) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_scope ON grants (scope_id);
CREATE INDEX grants_by_account ON grants (account_id, id) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_removal ON grants (revoked_by, revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX grants_by_end ON grants (person_id, revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX token_grants_by_grant ON token_grants (grant_id);
CREATE INDEX courses_by_channel ON courses (channel_id);
CREATE INDEX lessons_by_course ON lessons (course_id, place);
CREATE INDEX places_by_person ON places (person_id, seen_at);
CREATE UNIQUE INDEX objects_one_current ON objects (lesson_id, purpose, variant) WHERE replaced_at IS NULL;
CREATE INDEX objects_by_account ON objects (account_id);
CREATE INDEX objects_made_from ON objects (made_from) WHERE made_from IS NOT NULL;

-- The views as they were (0001, 0006, 0017).

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

CREATE VIEW known_grant AS
SELECT id AS id, person_id AS person_id, role AS role, scope_id AS scope_id, account_id AS account_id,
       granted_by AS granted_by, granted_at AS granted_at, until_at AS until_at, reason AS reason,
       revoked_by AS revoked_by, revoked_at AS revoked_at
FROM grants;

CREATE VIEW scope_name AS
SELECT id AS scope_id, name AS name FROM accounts
UNION ALL
SELECT id, name FROM channels
UNION ALL
SELECT id, title FROM courses
UNION ALL
SELECT id, title FROM lessons;
