"""A word model of a few made-up sentences, repeated until their words are well known."""

from functools import lru_cache

from kb.language.word_counts import build_words
from kb.language.word_model import WordModel

SENTENCES = (
    "người lao động được trả lương đúng hạn theo hợp đồng lao động",
    "nạn nhân bị mua bán được hỗ trợ chi phí đi lại và hỗ trợ tâm lý",
    "điều kiện kết hôn và nghĩa vụ của vợ chồng",
    "xử phạt vi phạm hành chính về đất đai",
    "trợ cấp xã hội hàng tháng cho trẻ em thuộc hộ nghèo",
    "cơ quan nhà nước cấp giấy chứng nhận quyền sử dụng đất",
    "người cao tuổi được chăm sóc sức khỏe tại nơi cư trú",
    "bảo hiểm xã hội và bảo hiểm y tế của người lao động",
    "quy định tại điểm a khoản 1 điều 5 về thẻ bảo hiểm y tế",
    "trong thời hạn 30 ngày kể từ ngày nhận đủ hồ sơ",
)


@lru_cache(maxsize=1)
def word_model() -> WordModel:
    """The model."""
    return WordModel(build_words(SENTENCES * 60))
