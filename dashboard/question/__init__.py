"""What the reader asks: a View of the ledger, an Order of paper."""
