"""What people did in the made-up county between the two rounds: the article's campaign, through the real actions."""
