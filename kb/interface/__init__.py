"""What the interface says: the catalogue of words and messages, and days as people write them."""
