"""Pages of the admin about what the programme brings; they read what was rolled up and nothing else."""
