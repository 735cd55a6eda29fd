"""Speed, as ratios of two ways measured in one run on one machine."""
