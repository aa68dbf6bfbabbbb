"""What is said about vectors."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.errors import KnowledgeBaseError

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class EncoderError(KnowledgeBaseError):
    """The encoder that `KB_ENCODER` names cannot be used; the error says why and what to do."""


@dataclass(frozen=True, slots=True)
class Near:
    """A clause whose vector is near that of a query.

    :param provision: the clause's row in the database
    :param similarity: cosine, from -1 to 1
    """

    provision: int
    similarity: float


@dataclass(frozen=True, slots=True)
class VectorState:
    """How far the vectors of a base can be used.

    :param usable: an encoder is set, it opens, and there are vectors of it
    :param complete: every clause of the present texts has its vector
    :param done: how many vectors there are
    :param total: how many there will be; None where that is not known
    :param problem: why the encoder cannot be used
    """

    usable: bool
    complete: bool = False
    done: int = 0
    total: int | None = None
    problem: EncoderError | None = None
