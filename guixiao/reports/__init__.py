"""Pages that read everything; nobody imports them."""
