"""The pages' scripts, whose code the browser keeps.

What a script is told changes with every run, and Streamlit sends code that stands beside it each time: up to 130 kB a click.
So the code is an element of its own that never changes, of which Streamlit sends no more than a mark once the browser has it.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

STATIC = Path(__file__).parents[1] / "static"
_FILES = {
    "page": ("page.js", "day.js", "words.js", "keeping.js", "returning.js", "calls.js", "desk.js", "picks.js", "uploads.js"),
    "law": ("law.js",),
    "pairs": ("pairs.js",),
    "pen": ("pen.js",),
    "suggest": ("suggest.js",),
}
_FUNCTION, _BUNDLED = re.compile(r"^export default ", re.M), re.compile(r"export\{(\w+) as default\};")
_CODE = """{{
const place = ((window.kbScripts ??= {{}}).{name} ??= {{ waiting: [] }});
place.run = (() => {{
{code}
return kbMain;
}})();
for (const told of place.waiting.splice(0)) place.run(told);
}}
"""
# The code may arrive after what it is told; that is the one item of a list, save bytes (`script`).
_TOLD = """export default (sent) => {{
  const component = {{ ...sent, data: Array.isArray(sent.data) ? sent.data[0] : sent.data }};
  const place = ((window.kbScripts ??= {{}}).{name} ??= {{ waiting: [] }});
  if (place.run) place.run(component); else place.waiting.push(component);
}};"""


def script(name: str) -> Callable[..., Any]:
    """What tells a script of a run, and hears what it reports. Its code is to be on the page too.

    Streamlit looks for tables among the values of a mapping, and loads pandas for it (a second); in a list it looks for none.
    """
    tell = st.components.v2.component(f"tuluat_{name}", js=_TOLD.format(name=name), isolate_styles=False)
    return lambda *, data, **given: tell(data=data if isinstance(data, bytes) else [data], **given)


def code_of(*names: str) -> ComponentRenderer:
    """The code of some scripts; drawn in a container of its own (`code`), which nobody sees."""
    js = "".join(_CODE.format(name=name, code=_read(name)) for name in names)
    return st.components.v2.component(f"tuluat_code_{names[0]}", js=f"{js}export default () => {{}};", isolate_styles=False)


def _read(name: str) -> str:
    """The files of a script in one scope, and under one name what they export."""
    text = "\n".join((STATIC / file).read_text(encoding="utf-8") for file in _FILES[name])
    return _BUNDLED.sub(r"const kbMain = \1;", _FUNCTION.sub("const kbMain = ", text))
