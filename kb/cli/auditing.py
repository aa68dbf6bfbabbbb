"""`kb audit`: who did what, and whether the record of it is whole."""

from typing import Annotated

import typer

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, audit_commands
from kb.cli.output import VIETNAMESE, both, emit, say
from kb.interface.contract import fields_json
from kb.upkeep.auditing import check_audit


@audit_commands.command("verify")
def verify_command(
    against: Annotated[
        str | None, typer.Option("--against", metavar="MỐC", help="Mốc cuối đã ghi lại trước đây. (An end noted down before.)")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Kiểm tra nhật ký còn nguyên vẹn không; 1: không. (Check that the audit is whole; status 1: it is not.)"""
    with KnowledgeBase(create=False) as base:
        found = check_audit(base, against)
    if as_json:
        emit({"whole": found.how is None, **fields_json(found), "message": VIETNAMESE.write(found.said)})
    else:
        say(both(found.said))
    return int(found.how is not None)
