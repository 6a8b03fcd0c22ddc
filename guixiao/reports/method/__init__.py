"""How the comparison works and how often it errs, for someone who has to answer for it."""
