"""Foreign files into tables: the format from the first bytes, a reader for each, the risky ones apart."""
