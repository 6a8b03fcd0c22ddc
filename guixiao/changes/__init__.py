"""What became of every child between two rounds of rosters."""
