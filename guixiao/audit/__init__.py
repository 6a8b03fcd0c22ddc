"""The append-only log of who did, saw and took out what (docs/adr/0009)."""
