"""Border Ledger's domain: claims about places, and the rule that turns them into states."""
