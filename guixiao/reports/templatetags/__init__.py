"""How figures, days and names are written on a page."""
