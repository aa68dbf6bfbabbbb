"""The command line: `kb …`."""
