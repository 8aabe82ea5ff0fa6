"""A briefing as one page of HTML that works alone."""
