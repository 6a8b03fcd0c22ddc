"""Looking beyond one's own place or post: for a written purpose, recorded, and looked over by somebody else."""
