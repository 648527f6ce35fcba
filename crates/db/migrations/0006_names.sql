-- What places are called, for the breadcrumbs, lists and records of every feature. Each feature keeps its own names.

CREATE VIEW scope_name AS
SELECT id AS scope_id, name AS name FROM accounts
UNION ALL
SELECT id, name FROM channels
UNION ALL
SELECT id, title FROM courses
UNION ALL
SELECT id, title FROM lessons;
