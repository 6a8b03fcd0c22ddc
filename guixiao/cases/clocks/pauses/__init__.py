"""Days on which the clocks of one case stand still, with a reason."""
