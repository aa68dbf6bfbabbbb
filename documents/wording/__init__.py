"""The vocabulary of Vietnamese law, each family of it in one place."""
