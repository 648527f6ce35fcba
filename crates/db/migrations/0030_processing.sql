-- Films on their way from what was uploaded to what plays well everywhere: who works on which, and what became of it. Rows
-- outlive no object: what belongs to one that is gone is swept. Owned by the crate media.

CREATE TABLE processing_jobs (
    film_id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL,
    lesson_id TEXT NOT NULL,
    queue TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    progress BIGINT NOT NULL,
    worker TEXT, -- impersonal: a random word of a process
    begun_at BIGINT,
    held_until BIGINT,
    ended_at BIGINT,
    reason TEXT -- impersonal: a word of the program
);

CREATE INDEX processing_jobs_due ON processing_jobs (queue, due_at) WHERE ended_at IS NULL;

-- Where the pieces of a rendition lie in its object: playlists are written from it.
CREATE TABLE renditions (
    object_id TEXT PRIMARY KEY NOT NULL,
    film_id TEXT NOT NULL,
    lines BIGINT NOT NULL,
    codecs TEXT NOT NULL,
    head BIGINT NOT NULL,
    segments TEXT NOT NULL
);

CREATE INDEX renditions_by_film ON renditions (film_id);

-- Small pictures of a film on one sheet, for the bar under it.
CREATE TABLE picture_sheets (
    object_id TEXT PRIMARY KEY NOT NULL,
    film_id TEXT NOT NULL,
    every_ms BIGINT NOT NULL,
    count BIGINT NOT NULL
);

CREATE INDEX picture_sheets_by_film ON picture_sheets (film_id);

-- Films from before there was any of this wait for their turn too.
INSERT INTO processing_jobs (film_id, account_id, lesson_id, queue, queued_at, due_at, attempts, progress)
SELECT id, account_id, lesson_id, CASE WHEN duration_ms <= 600000 THEN 'short' ELSE 'long' END, created_at, created_at, 0, 0
FROM objects WHERE purpose = 'video' AND replaced_at IS NULL;
