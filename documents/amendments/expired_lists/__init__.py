"""Official lists of texts that have ceased to have effect (Danh mục văn bản hết hiệu lực, ngưng hiệu lực)."""

from documents.amendments.expired_lists.listed import is_expired_list, read_expired_list
