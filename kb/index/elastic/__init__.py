"""The index on an Elasticsearch server, for a base that has outgrown one machine.

The same tokens and the same scores as the embedded index. What this package asks of the server is plain: bulk, search, term
vectors, aliases, templates; no scripts, no queries that write, no parser of queries.
"""
