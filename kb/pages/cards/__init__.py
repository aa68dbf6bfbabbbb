"""Thẻ hỗ trợ: the cards of support, for curators."""
