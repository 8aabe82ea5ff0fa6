"""The files of the ledger, read, checked, built and listed."""
