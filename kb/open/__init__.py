"""What any program may ask of a base, and what it is answered: the same for the shell, HTTP and MCP."""
