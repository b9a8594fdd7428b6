"""Pages of the week, and of what leaves line by line."""
