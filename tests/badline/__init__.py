"""Bad lines: a browser behind delay, loss, little bandwidth and cuts, on a real hub."""
