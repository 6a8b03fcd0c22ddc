"""What a county's header texts mean."""
