"""How far the words of a provision can be relied on, where its lines were read from a picture."""

from collections.abc import Sequence

from documents.model import Recognition, Segment


def recognition_of(text: str, places: Sequence[Segment]) -> Recognition | None:
    """What the recognition of its lines says of a text; None where none of them was recognised.

    A line may have lost its beginning (a number) or its end (another provision) on the way.

    :param places: where the characters of the text came from
    """
    sure, size = 0.0, 0
    doubtful: dict[tuple[int, int], str | None] = {}
    for segment in places:
        line = segment.place.recognised
        if line is None:
            continue
        length = segment.end - segment.start
        sure, size = sure + line.recognition.confidence * length, size + length
        words = " ".join(line.text.split())
        moved = segment.start - max(words.rfind(text[segment.start : segment.end]), 0)
        for (start, end), proposed in zip(line.recognition.doubtful, line.recognition.proposed, strict=True):
            first, last = max(start + moved, segment.start), min(end + moved, segment.end)
            if first < last:
                doubtful[first, last] = proposed
    if not size:
        return None
    spans = sorted(doubtful)
    return Recognition(round(sure / size, 3), tuple(spans), tuple(doubtful[span] for span in spans))
