-- What was noted as opened today: one line of the record for each person, thing and day. Owned by the crate audit; rows of days
-- that are over are cleared away.

CREATE TABLE openings (
    person_id TEXT NOT NULL,
    action TEXT NOT NULL, -- impersonal: a word of the program
    subject_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    PRIMARY KEY (person_id, action, subject_id, day)
);
