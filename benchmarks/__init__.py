"""What `make bench` runs: speed and search quality on real data, as tables with their denominators."""
