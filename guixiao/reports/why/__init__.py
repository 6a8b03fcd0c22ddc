"""Why is this child on my list: everything that speaks for where the child stands, on one page."""
