"""What is derived and decided: effects of stored words, decisions about them, and the versions that are compiled of both."""
