"""From a file to its lines. One module a format; what reads a file is decided from its content (:mod:`ingest.readers.registry`)."""
