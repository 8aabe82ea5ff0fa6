"""Border Ledger's page: a View and the Catalog make a Scene, the Scene makes pictures and words."""
