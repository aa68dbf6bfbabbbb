"""The kinds of relation between instruments: apart from how they are read, which takes long to load."""

from enum import StrEnum


class RelationKind(StrEnum):
    """The kinds of relation. The values are part of the interface."""

    BASIS = "can_cu"
    DETAILS = "quy_dinh_chi_tiet"
    AMENDS = "sua_doi"
    REPLACES = "thay_the"
    REPEALS = "bai_bo"
    SUSPENDS = "ngung"
    CORRECTS = "dinh_chinh"
    CONSOLIDATES = "hop_nhat"
    REFERS = "dan_chieu"
    TRANSITION = "chuyen_tiep"  # keeps the target's rules alive for old facts
