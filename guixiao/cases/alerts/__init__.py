"""Reports that a child whom the rosters hold as in class is not there, and who is absent from a school."""
