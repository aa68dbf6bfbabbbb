"""What `kb doctor` asks of the server: whether it answers, which version it is, and what lies there."""

from dataclasses import dataclass

from elasticsearch import Elasticsearch
from sqlalchemy import Engine

from kb.errors import IndexMissingError, KnowledgeBaseError
from kb.index.elastic.home import ElasticsearchHome
from kb.index.elastic.mapping import mapping
from kb.index.rows import INDEX_FORMAT
from kb.interface.catalogue import Catalogue
from kb.interface.wording import error_words
from kb.settings import Settings

MAJOR = 8


@dataclass(frozen=True, slots=True)
class ServerCheck:
    """One thing that was looked at.

    :param message: what was found, in Vietnamese, with the remedy where it is not as it should be
    """

    name: str
    ok: bool
    message: str


def check_server(settings: Settings, engine: Engine) -> list[ServerCheck]:
    """Look at the server and at what lies there; the first thing that is wrong ends it."""
    try:
        home = ElasticsearchHome(settings, engine)
        checks = [_version(home), _health(home)]
        if all(check.ok for check in checks):
            checks.append(_layout(home))
    except KnowledgeBaseError as error:
        return [ServerCheck("index_server", False, error_words(Catalogue(), error))]
    return checks


def _version(home: ElasticsearchHome) -> ServerCheck:
    def ask(client: Elasticsearch) -> str:
        found = client.nodes.info(node_id="_local", filter_path="nodes.*.version")
        return str(next(iter(found["nodes"].values()))["version"])

    address = home.connection.address
    version = home.connection.read(ask)
    if version.split(".")[0] != str(MAJOR):
        return ServerCheck("index_server", False, f"Máy chủ {address} là Elasticsearch {version}; hãy dùng bản {MAJOR}.x.")
    return ServerCheck("index_server", True, f"Elasticsearch {version} ở {address} trả lời.")


def _health(home: ElasticsearchHome) -> ServerCheck:
    status = str(home.connection.read(lambda client: client.cluster.health())["status"])
    if status == "red":
        return ServerCheck(
            "index_health", False, "Cụm máy chủ đang ở trạng thái đỏ: có dữ liệu không đọc được; hãy xem nhật ký của nó."
        )
    said = {"green": "xanh", "yellow": "vàng (thiếu bản sao)"}.get(status, status)
    return ServerCheck("index_health", True, f"Trạng thái cụm máy chủ: {said}.")


def _layout(home: ElasticsearchHome) -> ServerCheck:
    """The alias, and whether what it names is laid out as this release reads it."""
    try:
        name, about = home.look(home.alias)
    except IndexMissingError:
        return ServerCheck("index_mapping", False, "Trên máy chủ chưa có chỉ mục của kho này; hãy chạy “kb reindex”.")
    if about.get("format") != INDEX_FORMAT:
        found = about.get("format", "?")
        return ServerCheck(
            "index_mapping", False, f"Chỉ mục {name} thuộc định dạng {found}, bản này đọc {INDEX_FORMAT}; hãy chạy “kb reindex”."
        )
    held = home.connection.read(lambda client: client.indices.get_mapping(index=name))[name]["mappings"].get("properties", {})
    lacking = sorted(
        field for field, wanted in mapping()["properties"].items() if held.get(field, {}).get("type") != wanted.get("type")
    )
    if lacking:
        return ServerCheck(
            "index_mapping", False, f"Chỉ mục {name} thiếu hoặc sai trường {', '.join(lacking)}; hãy chạy “kb reindex”."
        )
    return ServerCheck("index_mapping", True, f"Bí danh {home.alias} trỏ tới {name}, định dạng {INDEX_FORMAT}, đủ trường.")
