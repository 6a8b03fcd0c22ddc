"""Filters of the rosters' pages."""
