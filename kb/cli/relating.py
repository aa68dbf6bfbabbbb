"""`kb relations`, `kb references` and `kb history`."""

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, KeyArgument, cli
from kb.cli.output import VIETNAMESE, emit, say
from kb.interface.days import today
from kb.open.relating import answer_history, answer_references, answer_relations


@cli.command("relations")
def relations_command(key: KeyArgument, as_json: AsJson = False) -> None:
    """Quan hệ với văn bản khác, kèm câu làm căn cứ. (Relations to other instruments, with their evidence.)"""
    with KnowledgeBase(create=False) as base:
        found = answer_relations(base, key)
    if as_json:
        emit(found)
        return
    for arrow, side in (("→", "outgoing"), ("←", "incoming")):
        for shown in found[side]:
            words = " ".join(shown["evidence"]["text"].split())[:160]
            say(f"{arrow} {shown['kind']}\t{shown['target'] or shown['name']}\t{shown['state']}\t{words}")


@cli.command("references")
def references_command(key: KeyArgument, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Điều khoản dẫn chiếu đến đâu, và nơi nào dẫn chiếu đến nó. (What a provision points to, and what points to it.)"""
    with KnowledgeBase(create=False) as base:
        found = answer_references(base, key, as_of or today())
    if as_json:
        emit(found)
        return
    for link in found["outgoing"]:
        for target in link["targets"]:
            say(f"→ {link['from']}\t{target['key'] or target['label']}")
    for link in found["incoming"]:
        say(f"← {link['from']}\t{link['to']}\t{' '.join(link['words'].split())[:160]}")


@cli.command("history")
def history_command(key: KeyArgument, as_json: AsJson = False) -> None:
    """Câu chữ qua các thời kỳ và văn bản đã thay đổi. (Wordings over time, and what made them.)"""
    with KnowledgeBase(create=False) as base:
        found = answer_history(base, key)
    if as_json:
        emit(found)
        return
    for entry in found["versions"]:
        by = "; ".join(dict.fromkeys(change["name"] for change in entry["changed_by"]))
        waiting = "" if entry["reviewed"] else f" ({VIETNAMESE('review.state_found').lower()})"
        say(f"{entry['from'] or '?'} – {entry['to'] or ''}\t{(entry['sha256'] or '-')[:12]}\t{entry['origin']}{waiting}\t{by}")
