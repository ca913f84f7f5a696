-- Where the rules put what they find.
CREATE OR REPLACE TABLE signals (
    signal VARCHAR,
    severity VARCHAR,
    community_id VARCHAR,
    grid_id VARCHAR,
    subject VARCHAR,
    items BIGINT,
    value DOUBLE,
    expected DOUBLE,
    owner VARCHAR,
    due_date DATE
);
