-- What is needed to forget in time. Owned by the crate identity.

CREATE INDEX ceremonies_by_end ON ceremonies (expires_at);
CREATE INDEX unlockings_by_end ON unlockings (expires_at);
CREATE INDEX devices_by_age ON devices (seen_at);
CREATE INDEX invitations_by_end ON invitations (expires_at);
