"""The repository's samples, for tests of what people decide about amendments."""

import shutil
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[1] / "documents" / "samples"
_FIRST_DAY = ", có hiệu lực kể từ ngày 01 tháng 3 năm 2024"


def amended_by_people(folder: Path) -> Path:
    """A copy of the samples in which the consolidated text does not say when its base took effect.

    So it is no version of the base, and the base reads as people decide; else its official words would stand for theirs.

    :param folder: that is made
    """
    shutil.copytree(SAMPLES, folder)
    (text,) = folder.glob("van-ban-hop-nhat-*.html")
    words = text.read_text(encoding="utf-8")
    assert words.count(_FIRST_DAY) == 1
    text.write_text(words.replace(_FIRST_DAY, ""), encoding="utf-8")
    return folder
