-- What is attached to a lesson besides what it consists of, in the order in which it is shown. Owned by the crate media.

CREATE TABLE attachments (
    object_id TEXT PRIMARY KEY NOT NULL REFERENCES objects (id),
    lesson_id TEXT NOT NULL REFERENCES lessons (id),
    place BIGINT NOT NULL
);

CREATE INDEX attachments_by_lesson ON attachments (lesson_id, place);
