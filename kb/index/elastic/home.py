"""Where the index of a base lives on a server: an alias that names the index in use, and nothing on this machine.

What the index is (format, base, revision of the texts) is noted in the index itself, so several machines can serve one base.
"""

import contextlib
import threading
import time
import uuid
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from documents.messages import Message
from kb.database.tables import State
from kb.errors import IndexChangedError, IndexMissingError, KnowledgeBaseError
from kb.index.elastic.connection import Connection, connect
from kb.index.elastic.store import ElasticsearchClauseStore, mapping, template
from kb.index.engine import Document
from kb.index.fields import BASE_ID, INDEX_FORMAT
from kb.interface.catalogue import Check
from kb.settings import Settings

_LOOK_AGAIN_SECONDS = 1.0
_LONGEST_BUILD_SECONDS = 24 * 3600
_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class ElasticsearchIndex:
    """An index in use.

    :param name: of the index itself, not of the alias
    """

    store: ElasticsearchClauseStore
    name: str
    about: dict[str, Any]

    def state(self) -> Hashable:
        """Changes whenever what is searched changes, by whichever process."""
        return (self.store.connection.address, self.name, self.about["stamp"])

    def revision(self) -> str:
        """Of the texts that it shows."""
        return str(self.about["revision"])

    def versions(self) -> frozenset[int]:
        """The versions that it holds: those that have documents, and those that are noted to have none."""
        return frozenset({*self.about["empty"], *_versions(self.store.connection, self.name)})

    def damaged(self) -> str | None:
        """The server looks after its files."""
        return None

    def describe(self, revision: str, versions: Iterable[int]) -> None:
        """Note what it shows since an update."""
        _describe(self.store.connection, self.name, str(self.about["base"]), revision, versions)
        _seen.clear()


@dataclass(frozen=True, slots=True)
class _Seen:
    """The index in use as last looked at.

    :param changes: how often the server had said until then that an index is gone
    """

    at: float
    index: ElasticsearchIndex
    changes: int


_seen: dict[tuple[int, str, str | None], _Seen] = {}
_lock = threading.Lock()


class ElasticsearchHome:
    """The server that holds the index of a base.

    :param engine: the base's database, which says which base it is
    :raises IndexUnavailableError: the settings name no server
    """

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.connection: Connection = connect(settings)
        self._name = settings.index_name
        self._engine = engine

    @property
    def alias(self) -> str:
        """The name under which the index in use is asked."""
        if self._name:
            return self._name
        base = self._base()
        if base is None:
            raise IndexMissingError("index_missing")
        return f"tuluat_{base}"

    @property
    def indexes(self) -> str:
        """What the names of this base's indexes of this format begin with; no other base's begin so, a name has no hyphen."""
        return f"{self.alias}-f{INDEX_FORMAT}"

    def open(self) -> ElasticsearchIndex:
        """The index in use, looked up once a second.

        :raises IndexMissingError: there is none, or it is of another format
        :raises IndexUnavailableError: the server does not answer
        :raises KnowledgeBaseError: it is another base's
        """
        alias = self.alias
        key = (id(self.connection), alias, self._base())
        known = _seen.get(key)
        changes = self.connection.changes
        if known is not None and time.monotonic() - known.at < _LOOK_AGAIN_SECONDS and known.changes == changes:
            return known.index
        name, about = self.look(alias)
        if about.get("format") != INDEX_FORMAT or "revision" not in about:
            raise IndexMissingError("index_missing")
        self._mine(alias, about)
        with _lock:
            if known is not None and known.index.name == name and known.index.about == about:
                index = known.index  # with what it knows of its frequencies
            else:
                index = ElasticsearchIndex(ElasticsearchClauseStore(self.connection, name), name, about)
            _seen[key] = _Seen(time.monotonic(), index, changes)
        return index

    def _mine(self, alias: str, about: dict[str, Any]) -> None:
        if about.get("base") != self._base():
            raise KnowledgeBaseError("index_of_another", index=alias)

    def look(self, alias: str) -> tuple[str, dict[str, Any]]:
        """The name of the index in use, and what is noted in it.

        :raises IndexMissingError: there is none
        """
        try:
            answer = self.connection.read(lambda client: client.indices.get_mapping(index=alias))
        except IndexChangedError:
            raise IndexMissingError("index_missing") from None
        (name, found), *_ = answer.items()
        return name, found["mappings"].get("_meta", {})

    def build(self, documents: Iterable[Document], revision: str, versions: Iterable[int]) -> int:
        """Fill an index with documents beside the one in use, and put it in its place; how many they were.

        :raises KnowledgeBaseError: the index in use is another base's
        """
        base = self._base() or self._name_base()
        with contextlib.suppress(IndexMissingError):
            self._mine(self.alias, self.look(self.alias)[1])
        body = template([f"{self.indexes}-*"])
        write, name = self.connection.write, f"{self.indexes}-{uuid.uuid4().hex[:12]}"
        about = {"format": INDEX_FORMAT, "base": base, "building": int(time.time())}
        write(lambda client: client.indices.put_index_template(name=self.indexes, **body))
        write(lambda client: client.indices.create(index=name, mappings={"_meta": about}))
        try:
            count = ElasticsearchClauseStore(self.connection, name).fill(documents)
            _describe(self.connection, name, base, revision, versions)
            self.use(name)
        except BaseException:
            with contextlib.suppress(KnowledgeBaseError):
                write(lambda client: client.indices.delete(index=name, ignore_unavailable=True))
            raise
        return count

    def use(self, name: str) -> None:
        """Let the alias name this index, in one step, and remove the others."""
        alias = self.alias
        mine = f"{alias}-f*"
        self.connection.write(
            lambda client: client.indices.update_aliases(
                actions=[
                    {"remove": {"index": mine, "alias": alias, "must_exist": False}},
                    {"add": {"index": name, "alias": alias}},
                ]
            )
        )
        _seen.clear()
        found = self.connection.write(lambda client: client.indices.get_mapping(index=mine))
        young = time.time() - _LONGEST_BUILD_SECONDS
        for other, held in found.items():
            if other != name and held["mappings"].get("_meta", {}).get("building", 0) < young:
                self.connection.write(lambda client, other=other: client.indices.delete(index=other, ignore_unavailable=True))  # type: ignore[misc]

    def _base(self) -> str | None:
        """Which base this is; None until its first index is built."""
        with self._engine.connect() as connection:
            return connection.scalar(select(State.value).where(State.name == BASE_ID))

    def _name_base(self) -> str:
        with contextlib.suppress(IntegrityError), self._engine.execution_options(writes="any").begin() as connection:
            connection.execute(insert(State).values(name=BASE_ID, value=uuid.uuid4().hex[:16]))
        base = self._base()
        assert base is not None
        return base


def _describe(connection: Connection, name: str, base: str, revision: str, versions: Iterable[int]) -> None:
    about = {
        "format": INDEX_FORMAT,
        "base": base,
        "revision": revision,
        "empty": sorted(set(versions) - set(_versions(connection, name))),
        "stamp": uuid.uuid4().hex,
    }
    connection.write(lambda client: client.indices.put_mapping(index=name, meta=about))


def _versions(connection: Connection, name: str) -> Iterator[int]:
    """The versions that have documents."""
    after: dict[str, int] | None = None
    while True:

        def ask(client: Elasticsearch, after: dict[str, int] | None = after) -> Any:
            composite: dict[str, Any] = {"size": _PAGE, "sources": [{"version": {"terms": {"field": "version"}}}]}
            if after is not None:
                composite["after"] = after
            return client.search(
                index=name, size=0, aggs={"versions": {"composite": composite}}, allow_partial_search_results=False
            )

        found = connection.write(ask)["aggregations"]["versions"]
        yield from (int(bucket["key"]["version"]) for bucket in found["buckets"])
        after = found.get("after_key")
        if after is None:
            return


MAJOR = 8


def check_server(settings: Settings, engine: Engine) -> list[Check]:
    """Look at the server and at what lies there; the first thing that is wrong ends it."""
    try:
        home = ElasticsearchHome(settings, engine)
        checks = [_version(home), _health(home)]
        if all(check.ok for check in checks):
            checks.append(_layout(home))
    except KnowledgeBaseError as error:
        return [Check("index_server", False, error)]
    return checks


def _version(home: ElasticsearchHome) -> Check:
    def ask(client: Elasticsearch) -> str:
        found = client.nodes.info(node_id="_local", filter_path="nodes.*.version")
        return str(next(iter(found["nodes"].values()))["version"])

    address = home.connection.address
    version = home.connection.read(ask)
    if version.split(".")[0] != str(MAJOR):
        wanted = f"{MAJOR}.x"
        return Check("index_server", False, Message.of("check.server_version", address=address, version=version, wanted=wanted))
    return Check("index_server", True, Message.of("check.server", address=address, version=version))


def _health(home: ElasticsearchHome) -> Check:
    status = str(home.connection.read(lambda client: client.cluster.health())["status"])
    entry = {"green": "check.health_green", "yellow": "check.health_yellow"}.get(status, "check.health_red")
    return Check("index_health", entry != "check.health_red", Message.of(entry))


def _layout(home: ElasticsearchHome) -> Check:
    """The alias, and whether what it names is laid out as this release reads it."""
    try:
        name, about = home.look(home.alias)
    except IndexMissingError:
        return Check("index_mapping", False, Message.of("check.mapping_none"))
    if about.get("format") != INDEX_FORMAT:
        found = about.get("format", "?")
        return Check("index_mapping", False, Message.of("check.mapping_format", index=name, found=found, wanted=INDEX_FORMAT))
    held = home.connection.read(lambda client: client.indices.get_mapping(index=name))[name]["mappings"].get("properties", {})
    lacking = sorted(
        field for field, wanted in mapping()["properties"].items() if held.get(field, {}).get("type") != wanted.get("type")
    )
    if lacking:
        return Check("index_mapping", False, Message.of("check.mapping_fields", index=name, fields=tuple(lacking)))
    return Check("index_mapping", True, Message.of("check.mapping", alias=home.alias, index=name, format=INDEX_FORMAT))
