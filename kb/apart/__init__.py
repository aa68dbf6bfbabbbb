"""Work in processes of our own, each with a limit of time and of memory: files that are read, and what a page has worked out."""
