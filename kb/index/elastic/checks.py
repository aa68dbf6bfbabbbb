"""What `kb doctor` asks of the server: whether it answers, which version it is, and what lies there."""

from elasticsearch import Elasticsearch
from sqlalchemy import Engine

from documents.messages import Message
from kb.errors import IndexMissingError, KnowledgeBaseError
from kb.index.elastic.home import ElasticsearchHome
from kb.index.elastic.mapping import mapping
from kb.index.fields import INDEX_FORMAT
from kb.interface.catalogue import Check
from kb.settings import Settings

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
