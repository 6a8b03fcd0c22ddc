"""Joint actions: several departments at one door, as one record with its team, and a visit on each child's case."""
