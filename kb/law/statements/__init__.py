"""What is stated about the effect of law, by people and by registers, and the registers' files."""
