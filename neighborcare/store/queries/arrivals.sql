-- What `reporting` is made of: which file covers what, rows sent back, and since when an export is due.
CREATE OR REPLACE TEMP TABLE _arrival (
    dataset VARCHAR,
    position INTEGER,
    batch VARCHAR,
    community_id VARCHAR,
    first_month DATE,
    last_month DATE,
    arrived_on DATE,
    rejected BIGINT
);
CREATE OR REPLACE TEMP TABLE _sent_back (
    dataset VARCHAR,
    position INTEGER,
    key_text VARCHAR,
    community_text VARCHAR,
    moment_text VARCHAR
);
CREATE OR REPLACE TEMP TABLE _due (dataset VARCHAR, due VARCHAR, due_day INTEGER, begins DATE);
