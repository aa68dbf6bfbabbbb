"""What all pages share: the base, the frame, addresses, pieces of HTML, drafts, choosing, who works here."""
