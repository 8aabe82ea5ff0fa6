"""A briefing as editable slides."""
