"""What is told to people who are not looking: once a working day, numbers and a link, never a child's name."""
