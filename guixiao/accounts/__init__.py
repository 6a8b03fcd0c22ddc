"""Users, and the posts they hold at a place for a period."""
