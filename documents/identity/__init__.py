"""Which instrument a text is: type, number, issuer, title, dates, signer."""
