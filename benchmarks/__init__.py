"""Rosters nobody has seen, a scorer that knows the truth, and what reconciling them costs."""
