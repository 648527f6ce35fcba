-- Since when a course lets its learners keep its films; nothing while it does not. Owned by the crate catalog.

ALTER TABLE courses ADD COLUMN downloads_at BIGINT;
