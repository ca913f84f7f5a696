-- Nodes in their own order: edges name them by position.
SELECT
    network_nodes.lon,
    network_nodes.lat
FROM network_nodes
