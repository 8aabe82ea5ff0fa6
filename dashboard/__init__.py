"""Border Ledger's page: a View and the Catalog make a Scene, the Scene makes pictures and words."""

BUNDLE = "BORDER_LEDGER_BUNDLE"
"""The variable of the environment with the folder of another bundle; `run --bundle` sets it."""

ADDRESS = "BORDER_LEDGER_ADDRESS"
"""The variable of the environment with the address at which others open the page Briefing."""

EMBED_ON = "BORDER_LEDGER_EMBED_ON"
"""The variable of the environment with the sites that may frame the map; `run --embed-on` sets it."""
