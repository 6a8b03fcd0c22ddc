"""The second factor: a code from one's telephone beside the password."""
