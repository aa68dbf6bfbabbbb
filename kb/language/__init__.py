"""The language of the texts: analysis, word counts and the word model, spoken and everyday words."""
