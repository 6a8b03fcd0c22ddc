"""The two lines of people behind a case (双线七长): who they are, who is missing, who hands over to whom."""
