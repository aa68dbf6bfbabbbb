"""The reference of what programs may ask, made of the code: `make site` writes it into docs/reference.md."""

import sys
from pathlib import Path

from kb.open.questions import QUESTIONS, Question

HEAD = """# HTTP, MCP

*Trang này làm từ mã nguồn. (Made of the code.)* Cách hỏi, lỗi và giới hạn, how to ask, mistakes and limits:
[Interface for other programs](interface.md). Câu trả lời là `--json` của lệnh. (Answers are those of the command's `--json`.)
"""


def section(question: Question) -> str:
    """What a question takes, as a table."""
    schema = question.asked.model_json_schema()
    rows = [f"## {question.name}\n", f"HTTP: `GET /api/v1/{question.name}{'/{key}' if question.about_key else ''}`"]
    rows += [f"· MCP: `{question.tool}`\n"] if question.tool else ["\n"]
    if schema["properties"]:
        rows += ["| | | |", "|---|---|---|"]
    for name, shape in schema["properties"].items():
        kinds = [part for part in shape.get("anyOf", [shape]) if part.get("type") != "null"]
        kind = next((part.get("format") or part.get("type") for part in kinds), None)
        for part in kinds:
            if "$ref" in part:
                kind = ", ".join(map(str, schema["$defs"][part["$ref"].rpartition("/")[2]]["enum"]))
        needed = " *" if name in schema.get("required", ()) else ""
        rows.append(f"| `{name}`{needed} | {kind} | {shape.get('description', '').replace('|', '/')} |")
    return "\n".join(rows)


def main(to: Path) -> None:
    """Write it."""
    to.write_text(HEAD + "\n" + "\n\n".join(map(section, QUESTIONS.values())) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
