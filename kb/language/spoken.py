"""How people ask: turns of spoken questions that statutes hardly ever use.

Counted beside the texts of the base, so that "bao nhieu" is read as "bao nhiêu" and not as words of the law that look the same
without marks. They are turns of the language and say nothing about law. Whole sentences of callers stand in ``spoken.toml``.
"""

import tomllib
from functools import lru_cache
from pathlib import Path

SENTENCES = Path(__file__).parent / "spoken.toml"


@lru_cache(maxsize=1)
def spoken_runs() -> tuple[str, ...]:
    """All that is counted, each a run of its own."""
    sentences: str = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))["sentences"]
    return (*PHRASES, *filter(None, sentences.split("\n")))


PHRASES: tuple[str, ...] = (
    # asking
    "là gì", "cái gì", "làm gì", "gồm những gì", "có những gì", "cần những gì", "cần gì", "phải làm gì", "nghĩa là gì",
    "được hiểu như thế nào", "được quy định như thế nào", "như thế nào", "thế nào", "ra sao", "thì sao", "tại sao", "vì sao",
    "làm sao", "làm sao để", "làm thế nào", "làm thế nào để", "bao nhiêu", "là bao nhiêu", "bao nhiêu tiền", "bao nhiêu tuổi",
    "bao nhiêu năm", "bao nhiêu tháng", "bao nhiêu ngày", "mất bao nhiêu", "hết bao nhiêu", "từ bao nhiêu", "phạt bao nhiêu",
    "bao lâu", "trong bao lâu", "mất bao lâu", "là bao lâu", "bao giờ", "khi nào", "lúc nào", "từ khi nào", "mấy năm", "mấy ngày",
    "mấy tháng", "mấy tuổi", "mấy lần", "mấy người", "có mấy", "là mấy", "ai", "là ai", "do ai", "ai được", "ai có", "ai phải",
    "của ai", "những ai", "cho ai", "ở đâu", "đâu", "đến đâu", "tại đâu", "từ đâu", "đi đâu", "nộp ở đâu", "hỏi ở đâu",
    "liên hệ ở đâu", "nơi nào", "cơ quan nào", "người nào", "trường hợp nào", "những trường hợp nào", "theo quy định nào",
    "loại nào", "cách nào", "điều nào", "luật nào", "được gì", "được hỗ trợ gì", "hỗ trợ gì", "hưởng gì", "được hưởng gì",
    "bị phạt gì", "phạt gì", "có quyền gì", "phải nộp gì", "cần giấy tờ gì", "giấy tờ gì", "chế độ gì", "thủ tục gì",
    "điều kiện gì", "trách nhiệm gì", "hồ sơ gì", "nói gì", "gì vậy",
    # yes or no
    "có được không", "được không", "có không", "không ạ", "hay không", "có phải không", "phải không", "có bị không",
    "bị gì không", "có bị phạt không", "có sao không", "được chưa", "hay chưa", "chưa", "đúng không", "đúng hay sai",
    "là đúng hay sai", "đúng", "sai", "có đúng không", "thì có được", "có thể", "có cần", "có cần phải", "có phải", "có bắt buộc",
    "có nên", "có được hưởng", "có được hỗ trợ", "có được cấp", "thì bị", "thì phải", "thì được", "thì có", "thì xử lý", "còn",
    "còn không",
    # who speaks
    "tôi", "tôi là", "tôi có", "tôi bị", "tôi muốn", "của tôi", "cho tôi", "cho tôi hỏi", "xin hỏi", "cho hỏi", "hỏi về", "mình",
    "mình bị", "mình có", "của mình", "cho mình hỏi", "em", "em là", "em bị", "em muốn", "của em", "cho em hỏi", "em trai",
    "em gái", "chị", "chị gái", "chị em", "chị ấy", "của chị", "anh", "anh trai", "anh chị", "anh em", "anh ấy", "của anh",
    "cháu", "cháu bị", "con", "con tôi", "con em", "con gái", "con trai", "con nuôi", "mẹ", "mẹ tôi", "bố", "bố mẹ", "bố tôi",
    "cha mẹ", "chồng", "chồng tôi", "vợ", "vợ tôi", "vợ chồng", "ông", "bà", "ông bà", "cô", "chú", "bác", "bạn", "bạn tôi",
    "bạn bè", "bạn gái", "bạn trai", "hàng xóm", "họ hàng", "người nhà", "người thân", "người yêu", "chủ nhà", "nhà chồng",
    "ông chủ", "bà chủ", "luật sư", "ạ", "vâng", "dạ", "nhờ", "giúp", "giúp tôi", "giúp em", "tư vấn", "cần tư vấn", "xin",
    "cảm ơn",
    # telling
    "bây giờ", "hiện nay", "hiện tại", "hôm nay", "hôm qua", "ngày mai", "tháng trước", "năm ngoái", "năm nay", "vừa rồi", "mới",
    "mới về", "mới trốn ra", "mới trốn về", "vừa", "đã", "đang", "sắp", "rồi", "nếu", "nhưng", "nhưng mà", "mà", "thì", "nên",
    "vì", "bởi vì", "tức là", "muốn", "muốn biết", "muốn về", "muốn xin", "muốn kiện", "muốn ly hôn", "không biết", "chưa biết",
    "biết", "thấy", "bảo", "nói", "kể", "gọi", "gọi điện", "nhắn tin", "đi", "đi làm", "đi học", "đi về", "về nhà", "về nước",
    "về quê", "trốn", "trốn ra", "trốn về", "bỏ trốn", "chạy", "bị lừa", "bị lừa bán", "bị lừa tiền", "bị bán", "bị bán qua",
    "bị bán sang", "bị ép", "bị chồng đánh", "chồng đánh", "bị chồng", "kiện ở đâu", "ở đâu ạ", "ở đâu vậy", "bị bắt",
    "bị bắt cóc", "bị đánh", "bị đánh đập", "bị nhốt", "bị giam", "bị đuổi", "bị đuổi việc", "bị mất", "bị phạt", "bị tịch thu",
    "sang", "qua", "sang nước ngoài", "qua nước ngoài", "qua campuchia", "sang campuchia", "qua trung quốc", "sang trung quốc",
    "qua biên giới", "giấy tờ", "mất giấy tờ", "bố tôi mất", "mẹ tôi mất", "chồng tôi mất", "mất thì", "hưởng đất", "chia đất",
    "bị dụ", "dụ dỗ", "bị dụ dỗ", "sổ đỏ bị mất", "mất sổ đỏ", "làm lại sổ đỏ", "làm sổ đỏ", "sổ đỏ", "sổ hồng", "sổ hộ khẩu",
    "sổ hộ nghèo", "sổ bảo hiểm", "bằng lái", "bằng lái xe", "giấy khai sinh", "lương", "tiền lương", "trả lương", "nợ lương",
    "nợ tiền", "đòi tiền", "đòi nợ", "vay tiền", "tiền xe", "tiền ăn", "tiền thuốc", "ít", "nhiều", "nhiều tiền", "ít tiền",
    "nhà", "đất", "nhà đất", "mua nhà", "bán nhà", "bán đất", "thuê nhà", "xây nhà", "đẻ", "sinh con", "đẻ con", "cưới",
    "kết hôn", "ly hôn", "chia tay", "bỏ nhà", "nuôi con", "kiện", "đi kiện", "tố cáo", "báo công an", "trình báo", "ra tòa",
    "ngồi tù", "đi tù", "phạt tù", "án treo", "mức phạt", "tốn tiền", "mất tiền",
)  # fmt: skip
"""In lower case with all marks, each a run of its own."""
