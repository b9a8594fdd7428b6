"""Backups: documents, database, documents again, encrypted for a key that lies elsewhere."""
