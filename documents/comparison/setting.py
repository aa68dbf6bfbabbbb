"""What the items of a list are, by the words that stand above it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from documents.comparison.changes import What
from documents.model import Provision


class Setting(NamedTuple):
    """What the items of a list are.

    :param item: a whole one; ``part`` words in one that say nothing narrower
    """

    item: What
    part: What


BANS = Setting(What.OBLIGATION, What.SCOPE)
SURE_LISTS = (BANS, Setting(What.RIGHT, What.RIGHT))
_LISTS: tuple[tuple[Setting, str], ...] = (
    (
        Setting(What.CONDITION, What.CONDITION),
        r"trường hợp(?=\s*:|\s+(?:sau|chấm|không|được|bị)|\s*$)|điều kiện|tiêu chuẩn|tiêu chí|tình tiết",
    ),
    (Setting(What.OBLIGATION, What.OBLIGATION), "nguyên tắc"),
    (Setting(What.DOCUMENT, What.DOCUMENT), r"^(?:hồ sơ|thành phần)|(?:hồ sơ|giấy tờ|tài liệu|thành phần)(?=.*:\s*$)"),
    (Setting(What.CONDITION, What.SCOPE), "phạm tội|tội|phạt"),
    (BANS, "nghiêm cấm|bị cấm|(?<!hàng )không được|cấm sử dụng"),
    (Setting(What.OBLIGATION, What.OBLIGATION), "trách nhiệm|nghĩa vụ|nhiệm vụ|phải bảo đảm|phải có"),
    (
        Setting(What.RIGHT, What.RIGHT),
        r"(?<!thẩm )quyền(?=\s*[:,;]|\s+(?:của|và|sau|khác|lợi)|\s*$)(?!.*\sphải\s)|được hưởng|được hỗ trợ",
    ),
)
_FORMS = tuple((setting, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for setting, words in _LISTS)
_OF_ITS_OWN = re.compile(r"(?<!\w)gồm[^,;.]{0,30}:$", re.IGNORECASE)
"""A list of what something consists of, which is a list of duties only where it begins with them."""
_BEGINS = re.compile(rf"\s*(?:các |những )?(?:{'|'.join(words for _, words in _LISTS)})(?!\w)", re.IGNORECASE)
_FIRST_LETTERS, _LAST_LETTERS = 30, 200


def setting_of(above: Sequence[Provision]) -> Setting | None:
    """What the items below some provisions are, None where that is not said.

    :param above: from the nearest one up
    """
    for provision in above:
        lead = provision.text.rstrip()
        leads = lead.endswith(":")
        last = lead[max(map(lead.rfind, ".;\n")) + 1 :]
        if leads and _OF_ITS_OWN.search(lead) and not _BEGINS.match(last):
            return None
        found = _named(last[-_LAST_LETTERS:])[-1:] if leads else _named((provision.heading or "")[:_FIRST_LETTERS])[:1]
        if found:
            return found[0]
    return None


def _named(words: str) -> list[Setting]:
    """What is named in words, in order."""
    found = ((match.start(), setting) for setting, form in _FORMS for match in form.finditer(words))
    return [setting for _, setting in sorted(found, key=lambda one: one[0])]
