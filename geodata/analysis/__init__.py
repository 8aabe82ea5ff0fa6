"""What is asked of the resolver: changes, mines, evidence, differences, citations."""
