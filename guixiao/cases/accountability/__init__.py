"""Accountability 问责: duties that became late and orders that were missed, as stored; and what those it is about say of it."""
