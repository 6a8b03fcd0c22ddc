"""What changed at a place between two rounds: the sums, and child by child with the evidence of both sides."""
