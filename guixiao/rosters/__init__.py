"""Rounds of rosters: run the engine, store the result."""
