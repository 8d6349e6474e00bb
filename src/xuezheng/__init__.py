"""Xuezheng."""
