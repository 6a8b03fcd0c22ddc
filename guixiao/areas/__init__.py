"""The places: county > township > village, and the schools."""
