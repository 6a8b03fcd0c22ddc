"""PostgreSQL as Django speaks to it, with more of its questions planned once."""
