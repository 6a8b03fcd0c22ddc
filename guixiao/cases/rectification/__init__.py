"""Rectification 整改: what an inspection found, who puts it right by when, what was done, and who else looked again."""
