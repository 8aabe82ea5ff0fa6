"""Colours, patterns and signs."""
