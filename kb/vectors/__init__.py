"""Dense vectors of clauses: an option, off until `KB_ENCODER` names a folder with an encoder.

`files` reads such a folder, `encoder` runs it, `storage` keeps vectors in the database, `building` computes those that lack,
`matrix` holds them in a file that is searched, `searching` answers a search. Only `encoder` needs the extra ``tuluat[dense]``, and
it imports it when an encoder is opened, so that everything else works without.
"""

from kb.vectors.model import EncoderError, Near, VectorState

__all__ = ["EncoderError", "Near", "VectorState"]
