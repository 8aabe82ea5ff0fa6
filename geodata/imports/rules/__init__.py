"""The rules of honesty: what a file hides, each with its reason, its sentence and its check."""
