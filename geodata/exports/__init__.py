"""Answers as records and as files."""
