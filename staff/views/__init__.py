"""Pages about oneself, the team, the sites and their hours."""
