"""Time: dated evidence, the status and the wording that follow from it on a day, and what instruments are to one another."""
