-- What is told of several months only: nothing, where everything is told (privacy/suppression fills the roles').
CREATE TABLE IF NOT EXISTS span (
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
