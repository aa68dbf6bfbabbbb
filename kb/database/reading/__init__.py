"""Reading a base: instruments, versions and provisions as plain data."""
