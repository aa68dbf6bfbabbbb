"""What a provision points to and what points to it, as it is promised to other programs."""

from datetime import date

from documents.paths import provision_key
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version, provision_absent
from kb.interface.contract import fields_json
from kb.law.references.links import LinkTarget, incoming, outgoing
from kb.open.objects import Json
from kb.search.reading.understanding import read_key


def answer_references(base: KnowledgeBase, key: str, on: date) -> Json:
    """What `kb references` says of an instrument or a provision on a day.

    :raises NotFoundError: the base does not have it
    """
    with base.session() as session:
        wanted = read_key(base.engine, key)
        record = find_instrument(session, wanted.instrument)
        loaded = load_version(session, record, on)
        if wanted.path is not None and loaded.provision(wanted.path) is None:
            raise provision_absent(session, record.key, wanted.path, loaded.version)
        to, of = outgoing(session, loaded, wanted.path), incoming(session, record.id, wanted.path)
    return {
        "key": str(wanted),
        "as_of": on.isoformat(),
        "outgoing": [
            {
                "from": provision_key(record.key, link.path),
                **fields_json(link, "field", "start", "end"),
                "targets": list(map(_target, link.targets)),
            }
            for link in to
        ],
        "incoming": [
            {
                "from": provision_key(item.instrument, item.path),
                "to": provision_key(record.key, item.target_path or None),
                **fields_json(item, "name", "field", "start", "end", "words", "by_editors"),
            }
            for item in of
        ],
    }


def _target(target: LinkTarget) -> Json:
    return fields_json(target, "key", "label", "held", "possible")
