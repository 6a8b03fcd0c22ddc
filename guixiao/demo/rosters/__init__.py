"""The rosters, one file per layout."""
