"""What a file of the ledger must be: columns, datasets, geometry files."""
