"""By when something must be done about a case, by whom, and what became late."""
