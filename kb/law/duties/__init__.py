"""Who must do what by the words of a text: its statements clause by clause, and what a reviewer would ask about them."""
