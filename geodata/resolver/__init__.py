"""The rule that turns claims into states."""
