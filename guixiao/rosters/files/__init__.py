"""Roster files: received, sealed, put into slots, read."""
