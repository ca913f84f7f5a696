-- What a role is told of several months only: nothing yet.
CREATE OR REPLACE TABLE span_role (
    kpi VARCHAR,
    area_kind VARCHAR,
    area_id VARCHAR,
    first DATE,
    last DATE,
    part VARCHAR,
    value DOUBLE,
    numerator DOUBLE,
    denominator DOUBLE
);
