"""What is encrypted at rest: the keys, the database fields, the files (docs/adr/0008)."""
