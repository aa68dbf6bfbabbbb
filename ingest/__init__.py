"""From a file to the knowledge base."""
