-- Which language of a film's captions is shown unless somebody chooses otherwise. Owned by the crate media.

CREATE TABLE preferred_captions (
    lesson_id TEXT PRIMARY KEY NOT NULL,
    language TEXT NOT NULL -- impersonal: a tag of BCP 47
);
