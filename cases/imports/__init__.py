"""Opening files from a spreadsheet: read, matched, checked, compared, and only then written."""
