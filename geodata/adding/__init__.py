"""A claim before it is in the ledger."""
