"""From evidence to a status: what is in force on a day, what is pending, what became known."""
