"""/api/v1/: the same cases, figures and tasks for other programs, each token no more than one post."""
