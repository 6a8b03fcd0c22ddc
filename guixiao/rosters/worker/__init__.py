"""The worker: takes imports that wait, reads or compares them, and says how far it is."""
