"""Rows that were not accepted: shown, corrected, tried again, counted in the next run, taken along as a file."""
