"""Pages of the clinics, one file a noun."""
