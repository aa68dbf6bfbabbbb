"""Lines to instruments, as a Haystack component."""

from dataclasses import replace
from typing import Any

from haystack import component, default_from_dict, default_to_dict

from ingest.components.steps import each
from ingest.parsing import structure_file
from ingest.work import Work


@component
class StructureParser:
    """Find the instruments in what was read: their trees, metadata and keys."""

    def to_dict(self) -> dict[str, Any]:
        """The component as data."""
        return default_to_dict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "StructureParser":
        """The component that :meth:`to_dict` described."""
        return default_from_dict(cls, data)

    @component.output_types(work=list[Work])
    def run(self, work: list[Work]) -> dict[str, list[Work]]:
        """Structure every file.

        :returns: ``work``, with the instruments in what was parsed
        """
        return {"work": each(work, _structured)}


def _structured(work: Work) -> Work:
    return replace(work, parsed=structure_file(work.parsed)) if work.parsed is not None else work
