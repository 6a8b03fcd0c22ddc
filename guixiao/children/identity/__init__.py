"""Who of this round's rosters is which child of the rounds before."""
