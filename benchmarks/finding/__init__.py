"""How often the search finds the file, on invented people whose spellings it has never seen."""
