"""Writing to a base: which instruments, versions and sources a file brings, in one transaction."""
