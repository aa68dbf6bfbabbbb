"""What texts point to: the provisions and instruments that they name, and what a base has of these."""
