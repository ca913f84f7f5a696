SELECT
    network_edges.u,
    network_edges.v,
    network_edges.length_m,
    network_edges.is_steps
FROM network_edges
