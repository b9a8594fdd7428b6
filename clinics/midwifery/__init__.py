"""What sexual and reproductive health counts with: data with a source, and pure functions."""
