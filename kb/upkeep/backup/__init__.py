"""Keeping a base safe: backups that are made while people write, looked through, and made a base again; and moving its database.

A backup is one file: a tar under Zstandard that holds, whatever the database is, an SQLite database, the originals and the files
that wait in the inbox. What is said of the rows of a table is the same on every database, so that copies can be compared.
"""

from kb.upkeep.backup.archive import Manifest, check, read_manifest
from kb.upkeep.backup.making import Made, back_up
from kb.upkeep.backup.moving import Moved, move
from kb.upkeep.backup.restoring import restore
