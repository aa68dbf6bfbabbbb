"""Who acts in a base, and what they did: the actor of a session, and the audit that is never changed."""
