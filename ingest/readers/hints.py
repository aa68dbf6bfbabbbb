"""What publishers say about a text beside the text: their labels, brought to the field names of the metadata."""

import re

from documents.model import Hints
from documents.text import fold
from documents.wording import read_vocabulary
from documents.wording.verbs import END
from kb.interface.contract import fields_json

_LABELS = {label: field for field, labels in read_vocabulary("names")["labels"].items() for label in labels}
_NOTED = ("number", "type", "title", "issuer", "issued_on", "effective_from")
_STATUS = re.compile(rf"hiệu lực|{END}", re.IGNORECASE)
_EMPTY = re.compile(
    r"^(?:đang cập nhật|đã biết|chưa xác định|không xác định|dữ liệu đang cập nhật|\.{2,}|-+|--|n/a|)$", re.IGNORECASE
)


def field_name(label: str) -> str | None:
    """The field that a publisher's label means: ``Số ký hiệu:`` gives ``number``."""
    folded = re.sub(r"[_\-\s]+", " ", fold(label)).strip(" :*\t.")
    return _LABELS.get(folded)


def add_claim(fields: dict[str, str], label: str, value: str) -> None:
    """Add what a label says, unless the field is known already or the value says nothing."""
    name = field_name(label)
    if name == "effective_from" and not any(char.isdigit() for char in value):
        name = "status"  # "Hiệu lực: Còn hiệu lực"
    value = value.strip().strip("\"'").strip()
    if name == "status" and not _STATUS.search(value):
        return  # the state of a web editor's work
    if name and name not in fields and not _EMPTY.match(value):
        fields[name] = value


def hints_from_source_note(note: str) -> Hints:
    """Claims from the source note of a codified article: number, type, issuer and dates of the instrument."""
    from documents.identity.source_notes import read_source_note

    source = read_source_note(note)
    if source is None:
        return Hints()
    fields = fields_json(source, *_NOTED)
    return Hints(publisher="Bộ pháp điển", fields={name: str(value) for name, value in fields.items() if value})
