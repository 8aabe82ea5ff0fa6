"""A Scene on paper: pictures, slides, pages and files that carry their own context."""
