"""The map: its layers, their files, and what each day shows."""
