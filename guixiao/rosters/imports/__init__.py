"""An import: one version of the county's rosters, and the job that makes it."""
