"""The made-up county: people, rosters and truth (pure, seeded, no Django)."""
