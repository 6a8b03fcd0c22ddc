"""Children in no roster whom somebody met at a door: recorded, counted, carried from round to round."""
