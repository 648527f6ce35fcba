-- Sealed objects that move from one store to another, and which nodes know of it. Owned by the crate media.

CREATE TABLE store_moves (
    id TEXT PRIMARY KEY NOT NULL,
    source TEXT NOT NULL, -- impersonal: the place of a store
    target TEXT NOT NULL, -- impersonal: the place of a store
    region TEXT NOT NULL,
    endpoint TEXT,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX store_moves_by_time ON store_moves (begun_at, id);

CREATE TABLE store_move_nodes (
    move_id TEXT NOT NULL REFERENCES store_moves (id),
    node TEXT NOT NULL,
    learned_at BIGINT NOT NULL,
    PRIMARY KEY (move_id, node)
);
