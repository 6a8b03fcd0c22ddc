"""The person, and the coverage bucket the person stands in."""
