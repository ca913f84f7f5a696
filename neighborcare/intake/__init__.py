"""Reads a file as it came and accounts for every row: read = accepted + rejected + duplicate."""
