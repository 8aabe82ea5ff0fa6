"""What the ledger answers to a View."""
