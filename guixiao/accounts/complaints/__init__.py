"""What people have to say against a demand, a figure or the system, and what they were told (国办函〔2026〕12号)."""
