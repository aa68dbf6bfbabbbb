"""The index on an Elasticsearch server, for a base that has outgrown one machine.

The same tokens and the same scores as the embedded index. What this package asks of the server is plain: bulk, search, term
vectors, aliases, templates; no scripts, no queries that write, no parser of queries.

:raises IndexUnavailableError: on import, where the extra `elasticsearch` is not installed
"""

from importlib.util import find_spec

from kb.errors import IndexUnavailableError

if find_spec("elasticsearch") is None:
    raise IndexUnavailableError("index_server_client")
