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

-- name: typed
CREATE OR REPLACE TEMP TABLE $typed AS
SELECT
    _row,
    $stored,
    ($bad) AS _bad
FROM (
    SELECT
        _row,
        $given_names,
        $values
    FROM (SELECT $given FROM $raw AS raw $joins) AS given
) AS valued;

-- name: suspects
CREATE OR REPLACE TEMP TABLE $suspects AS
SELECT
    $given,
    $texts,
    $stored
FROM $raw AS raw
INNER JOIN $typed AS typed ON raw._row = typed._row
$joins
WHERE typed._bad;

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

-- name: resolved
CREATE OR REPLACE TEMP TABLE $resolved AS
SELECT
    $stored,
    _row,
    $states,
    _bad OR coalesce(NULL, $strict) IS NOT NULL AS _bad
FROM (
    SELECT
        rows._row,
        rows._bad,
        rows.s_community_id,
        rows.s_grid_id,
        $values
    FROM (
        SELECT
            rows.*,
            $community AS p_community_id,
            $grid AS p_grid_id,
            $community_state AS s_community_id,
            $grid_state AS s_grid_id
        FROM $typed AS rows
        $place_joins
    ) AS rows
    $joins
) AS referred;

-- name: states
SELECT
    rows._row,
    $cell AS cell,
    rows.$state AS code
FROM $resolved AS rows
INNER JOIN $raw AS raw ON rows._row = raw._row
WHERE rows.$state IS NOT NULL
ORDER BY rows._row;

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

-- name: twins
CREATE OR REPLACE TEMP TABLE $twins AS
WITH first AS (
    SELECT
        $key,
        min(_row) AS first_row
    FROM $resolved
    WHERE NOT _bad
    GROUP BY $key
    HAVING count(*) > 1
)

SELECT
    rows._row,
    first.first_row,
    CASE WHEN hash($rows_content) = hash($one_content) THEN 'duplicate' ELSE 'key_conflict' END AS code
FROM $resolved AS rows
INNER JOIN first ON $rows_first
INNER JOIN $resolved AS one ON first.first_row = one._row
WHERE NOT rows._bad AND rows._row > first.first_row;

-- name: same_person
INSERT INTO $twins
WITH living AS (
    SELECT
        rows._row,
        rows.$hash AS person
    FROM $resolved AS rows
    LEFT JOIN $twins AS twins ON rows._row = twins._row
    WHERE NOT rows._bad AND twins._row IS NULL AND rows.$hash IS NOT NULL AND (rows.$end IS NULL OR rows.$end > $today)
),

first AS (
    SELECT
        person,
        min(_row) AS first_row
    FROM living
    GROUP BY person
    HAVING count(*) > 1
)

SELECT
    living._row,
    first.first_row,
    'same_person' AS code
FROM living
INNER JOIN first ON living.person = first.person
WHERE living._row > first.first_row;

-- name: leave_out
DELETE FROM $resolved
WHERE _bad OR _row IN (SELECT _row FROM $twins);
