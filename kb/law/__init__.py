"""What the base knows about law: references, relations, effects and decisions, compilation, evidence, status, history."""
