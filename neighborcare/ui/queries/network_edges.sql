SELECT
    u,
    v,
    length_m,
    is_steps
FROM network_edges
