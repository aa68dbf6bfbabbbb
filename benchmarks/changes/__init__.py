"""How the model that says what a change is about is made and measured."""
