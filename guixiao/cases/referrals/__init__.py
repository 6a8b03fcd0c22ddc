"""One question about one child to one department, with a deadline; its answer is evidence on the case."""
