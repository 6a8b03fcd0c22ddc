"""Lists to take along in Excel: the same rows, order and columns as on the page, and an entry in the log for each."""
