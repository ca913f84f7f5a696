"""NeighborCare: exports of a street office in, grid-by-grid answers out."""
