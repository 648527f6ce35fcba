-- Codes that confirm an address are tried under the one limiter, like every other secret. Owned by the crate identity.

ALTER TABLE contact_changes DROP COLUMN tries;
