-- Channels, courses, lessons. Owned by the crate catalog; whether they are published stands in scopes.

CREATE TABLE channels (
    id TEXT PRIMARY KEY NOT NULL REFERENCES scopes (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL, -- impersonal: the name of a channel
    summary TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX channels_by_account ON channels (account_id);

CREATE TABLE courses (
    id TEXT PRIMARY KEY NOT NULL REFERENCES scopes (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    channel_id TEXT NOT NULL REFERENCES channels (id),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX courses_by_channel ON courses (channel_id);

CREATE TABLE lessons (
    id TEXT PRIMARY KEY NOT NULL REFERENCES scopes (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    course_id TEXT NOT NULL REFERENCES courses (id),
    kind TEXT NOT NULL CHECK (kind IN ('video', 'document', 'text')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    place BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    filled_at BIGINT,
    poster_at BIGINT,
    duration_ms BIGINT
);

CREATE INDEX lessons_by_course ON lessons (course_id, place);

CREATE TABLE places (
    person_id TEXT NOT NULL REFERENCES persons (id),
    lesson_id TEXT NOT NULL REFERENCES lessons (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    course_id TEXT NOT NULL REFERENCES courses (id),
    seconds BIGINT NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    seen_at BIGINT NOT NULL, -- personal: purpose=service; retention=membership; erasure=delete
    PRIMARY KEY (person_id, lesson_id)
);

CREATE INDEX places_by_person ON places (person_id, seen_at);
