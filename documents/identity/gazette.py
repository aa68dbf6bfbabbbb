"""The day of the gazette that a text was printed in: no text is printed there before it was issued."""

import re
from collections.abc import Iterable

from documents.identity.dates import date_at
from documents.messages import Message
from documents.model import Metadata, Problem, ProblemCode

_ISSUE = re.compile(r"ÔNG\s*BÁO\s*/\s*Số\s*[\d\s+]{1,40}/\s*Ngày\s*")


def printed_before_issue(furniture: Iterable[str], metadata: Metadata) -> tuple[Problem, ...]:
    """The problem of a text whose running heads are of a day before its day of issue.

    :param furniture: what the reader set aside, running heads among it
    """
    if metadata.issued_on is None:
        return ()
    for line in furniture:
        head = _ISSUE.search(line)
        found = date_at(line, head.end()) if head else None
        if found is not None:
            if found.day >= metadata.issued_on:
                return ()
            message = Message.of("problem.printed_before_issue", printed=found.day, issued=metadata.issued_on)
            return (Problem(ProblemCode.IDENTITY_CONFLICT, message),)
    return ()
