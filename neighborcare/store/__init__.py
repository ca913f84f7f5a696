"""The only room that opens DuckDB: batches, manifests, the workspace of a build, role files, readers."""
