-- What was taken from somebody, so that every node breaks off what it is still sending him. Kept for an hour, because only
-- its arrival matters; who took what stands in the activities. Owned by the crate access.

CREATE TABLE removals (
    id TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX removals_by_time ON removals (at);
