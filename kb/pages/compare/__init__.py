"""So sánh: two or three texts beside one another."""
