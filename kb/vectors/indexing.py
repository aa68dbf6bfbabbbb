"""Building and updating the index, with the vectors that belong to it: what everybody above the index calls."""

from functools import partial

from kb.index import build
from kb.vectors.attaching import attach

reindex = partial(build.reindex, attach=attach)
update = partial(build.update, attach=attach)
catch_up = partial(build.catch_up, attach=attach)
follow = partial(build.follow, attach=attach)
index_for_search = partial(build.index_for_search, attach=attach)
