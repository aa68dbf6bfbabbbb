"""Web pages: two legal databases by their own marks, any other page by its main text."""
