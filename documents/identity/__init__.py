"""Which instrument a text is: type, number, issuer, title, dates, signer."""

from documents.identity.metadata import read_metadata

__all__ = ["read_metadata"]
