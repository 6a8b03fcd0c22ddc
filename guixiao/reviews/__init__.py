"""Doubts that only people can settle, and what they decided."""
