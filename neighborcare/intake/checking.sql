-- Statements of the check. $upper-level names (tables, column lists) come from contracts and are put in by
-- neighborcare.intake.statements; $secret, $today and $code are bound.

-- name: different
CREATE OR REPLACE TEMP TABLE $different AS
SELECT
    said,
    CASE WHEN nc_says_nothing(trimmed) THEN NULL ELSE trimmed END AS given
FROM (
    SELECT
        said,
        nc_trimmed(said) AS trimmed
    FROM (SELECT DISTINCT $cell AS said FROM $raw AS raw WHERE $slow) AS written
) AS trimmed;

-- name: odd
SELECT
    said,
    given
FROM $different
WHERE regexp_matches(given, $pattern);

-- name: rewritten
UPDATE $different AS cells
SET given = meant.given
FROM $meant AS meant
WHERE cells.said = meant.said;

-- name: estimates
SELECT said
FROM $map
WHERE value IS NOT NULL AND nc_is_estimate(given);

-- name: map
CREATE OR REPLACE TEMP TABLE $map AS
SELECT
    said,
    given,
    $value AS value
FROM $different;

-- name: numbers
CREATE OR REPLACE TEMP TABLE $map AS
SELECT
    said,
    given,
    $value AS value
FROM (
    SELECT
        said,
        given,
        half,
        nc_scaled(bare) AS scaled
    FROM (
        SELECT
            said,
            given,
            half,
            nc_bare(nc_digits(half)) AS bare
        FROM (
            SELECT
                said,
                given,
                nc_half(given) AS half
            FROM $different
        ) AS narrow
    ) AS without_words
) AS read_once;

-- name: moments
CREATE OR REPLACE TEMP TABLE $map AS
SELECT
    said,
    CASE WHEN nc_is_not_yet(half) THEN NULL ELSE given END AS given,
    coalesce(nc_believable(nc_afternoon(moment, half)), nc_serial(half), nc_universal(half), $month) AS value
FROM (
    SELECT
        said,
        given,
        half,
        CASE WHEN nc_is_canonical(canonical) THEN try_cast(canonical AS TIMESTAMP) END AS moment
    FROM (
        SELECT
            said,
            given,
            half,
            nc_canonical(half) AS canonical
        FROM (
            SELECT
                said,
                given,
                upper(nc_half(given)) AS half
            FROM $different
        ) AS narrow
    ) AS rewritten
) AS read_once;

-- name: columns
SELECT
    $names,
    coalesce($wrong, false) AS _wrong
FROM (
    SELECT
        $values,
        $said
    FROM (SELECT raw._row, $given FROM $raw AS raw $joins) AS given
) AS valued;

-- name: quick
SELECT
    $names,
    coalesce($wrong, false) AS _wrong
FROM (SELECT $quick FROM $raw AS raw) AS valued;

-- name: suspects
CREATE OR REPLACE TEMP TABLE $suspects AS
SELECT
    $given,
    $texts,
    $stored
FROM $raw AS raw
INNER JOIN $typed AS typed ON raw._row = typed._row
$joins;

-- name: who
CREATE OR REPLACE TEMP TABLE $who AS
WITH own AS (
    $own
)

SELECT
    id,
    name_key,
    name_hash,
    community_id
FROM own
UNION ALL
SELECT
    before.id,
    nc_place(before.name) AS name_key,
    before.name_hash,
    before.community_id
FROM ($before) AS before
LEFT JOIN own ON before.id = own.id
WHERE own.id IS NULL;

-- name: own
SELECT
    rows.$id AS id,
    nc_place($name) AS name_key,
    $hash AS name_hash,
    $community AS community_id
FROM $table AS rows
$join
WHERE $taken

-- name: whose
LEFT JOIN (
    SELECT
        id AS said,
        id
    FROM $communities
    UNION
    SELECT
        name_key AS said,
        min(id) AS id
    FROM $communities
    GROUP BY name_key
    HAVING count(DISTINCT id) = 1
) AS place ON rows.community_id = place.said OR nc_place(rows.community_id) = place.said

-- name: lost_table
CREATE OR REPLACE TEMP TABLE $lost AS
$own;

-- name: long_names
INSERT INTO $who
SELECT
    grid.id,
    community.name_key || joint.word || grid.name_key AS name_key,
    NULL AS name_hash,
    grid.community_id
FROM $who AS grid
INNER JOIN $communities AS community ON grid.community_id = community.id
CROSS JOIN (VALUES (''), ('社区')) AS joint (word);

-- name: found
CREATE OR REPLACE TEMP TABLE $found AS
WITH said AS (
    SELECT DISTINCT value AS said
    FROM $map
    WHERE value IS NOT NULL
),

by_id AS (
    SELECT
        said.said,
        who.id,
        who.community_id
    FROM said
    INNER JOIN $who AS who ON said.said = who.id
),

rest AS (
    SELECT
        said.said,
        nc_place(said.said) AS name_key,
        nc_secret($secret, nc_name(said.said)) AS name_hash
    FROM said
    LEFT JOIN by_id ON said.said = by_id.said
    WHERE by_id.said IS NULL
)

SELECT * FROM by_id
UNION
SELECT
    rest.said,
    who.id,
    who.community_id
FROM rest
INNER JOIN $who AS who ON rest.$by = who.$by
UNION
SELECT
    said.said,
    NULL AS id,
    NULL AS community_id
FROM said;

-- name: first_map
CREATE OR REPLACE TEMP TABLE $map AS
SELECT
    said,
    count(DISTINCT id) AS n,
    min(id) AS id,
    min(community_id) AS community_id
FROM $found
GROUP BY said;

-- name: second_map
CREATE OR REPLACE TEMP TABLE $map AS
SELECT
    found.said,
    found.community_id,
    count(DISTINCT found.id) AS n,
    min(found.id) AS id
FROM $found AS found
INNER JOIN $first AS first ON found.said = first.said
WHERE first.n > 1 AND found.id IS NOT NULL
GROUP BY found.said, found.community_id;

-- name: places
SELECT
    $community AS p_community_id,
    $grid AS p_grid_id,
    $community_state AS s_community_id,
    $grid_state AS s_grid_id
FROM $rows AS rows
$place_joins
ORDER BY rows._at;

-- name: named
SELECT
    $value AS value,
    $state AS state
FROM $rows AS rows
$joins
ORDER BY rows._at;

-- name: lost
SELECT DISTINCT rows._row
FROM $typed AS rows
INNER JOIN $resolved AS resolved ON rows._row = resolved._row
INNER JOIN $lost AS lost
    ON
        rows.$column = lost.id
        OR nc_place(rows.$column) = lost.name_key
        OR nc_secret($secret, nc_name(rows.$column)) = lost.name_hash
WHERE resolved.$state = 'unknown_reference';

-- name: of_erased
WITH said AS (
    SELECT DISTINCT $column AS person
    FROM $table
    WHERE $column IS NOT NULL
),

gone AS (
    SELECT person
    FROM said
    WHERE list_contains($ids, nc_secret($secret, 'person ' || person))
)

SELECT rows._row
FROM $table AS rows
INNER JOIN gone ON rows.$column = gone.person;

-- name: keys
SELECT hash($key) AS h
FROM $resolved;

-- name: suspected_twins
CREATE OR REPLACE TEMP TABLE $suspected AS
SELECT
    $stored,
    _row
FROM $resolved
WHERE NOT _bad AND hash($key) IN (SELECT h FROM $repeated);

-- name: twins
WITH first AS (
    SELECT
        $key,
        min(_row) AS first_row
    FROM $suspected AS suspected
    GROUP BY $key
    HAVING count(*) > 1
)

SELECT
    rows._row,
    first.first_row,
    CASE WHEN hash($rows_content) = hash($one_content) THEN 'duplicate' ELSE 'key_conflict' END AS code
FROM $suspected AS rows
INNER JOIN first ON $rows_first
INNER JOIN $suspected AS one ON first.first_row = one._row
WHERE rows._row > first.first_row
ORDER BY rows._row;

-- name: good
CREATE OR REPLACE TEMP VIEW $good AS
SELECT
    $stored,
    _row
FROM $rows
WHERE _row NOT IN (SELECT _row FROM $out);
