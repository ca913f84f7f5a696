SELECT
    lon,
    lat
FROM network_nodes
