-- What every service system of the published accounts lives on and comes to (see counting.py).
CREATE OR REPLACE TABLE account_counts (
    system_id VARCHAR,
    kind VARCHAR,
    position INTEGER,
    community_id VARCHAR,
    count DOUBLE,
    is_sensitive BOOLEAN,
    hidden BOOLEAN DEFAULT FALSE
);
