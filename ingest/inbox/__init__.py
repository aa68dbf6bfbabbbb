"""Uploads on their way into a base: spooled to the disk at once, read in a process apart, and stored once a person says so."""
