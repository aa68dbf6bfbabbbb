"""Reading a query: its syntax, dates and intents, what was typed otherwise than meant, and what it names."""
