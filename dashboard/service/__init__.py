"""The server around the page."""
