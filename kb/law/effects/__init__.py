"""What instruments do to each other: effects and relations as read and as reviewed, and what other sources say of them."""
