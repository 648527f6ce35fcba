-- Accounts that change hands, and reviews of who may do what. Owned by the crate identity.

-- An owner offers the account to a manager of it, who says yes or no before it expires. One offer stands at a time; it
-- dies with the owner's role, and when one of the two is blocked.
CREATE TABLE ownership_offers (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES scopes (id),
    offered_by TEXT NOT NULL REFERENCES persons (id),
    offered_to TEXT NOT NULL REFERENCES persons (id),
    keeps_role TEXT,
    offered_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT CHECK (outcome IN ('accepted', 'declined', 'withdrawn', 'expired', 'void'))
);

CREATE UNIQUE INDEX ownership_offered_once ON ownership_offers (account_id) WHERE ended_at IS NULL;
CREATE INDEX ownership_offers_by_giver ON ownership_offers (offered_by);
CREATE INDEX ownership_offers_by_taker ON ownership_offers (offered_to);

-- Somebody has looked at all grants of an account, and signs for it. The digest is that of the list he saw.
CREATE TABLE access_reviews (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES scopes (id),
    signed_by TEXT NOT NULL REFERENCES persons (id),
    signed_at BIGINT NOT NULL,
    note TEXT NOT NULL, -- personal: purpose=security; retention=membership; erasure=clear
    counted BIGINT NOT NULL,
    unused BIGINT NOT NULL,
    never_used BIGINT NOT NULL,
    ending BIGINT NOT NULL,
    digest TEXT NOT NULL
);

CREATE INDEX access_reviews_by_account ON access_reviews (account_id, signed_at, id);
