"""The county's calendar: its own days off and days worked, the years it has entered in full, its terms."""
