"""The charts of the page, each drawn from a Scene; `entries` lists them, and paper needs few of the rest."""
