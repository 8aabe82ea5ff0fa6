"""Every sentence, label and key that a reader meets."""
