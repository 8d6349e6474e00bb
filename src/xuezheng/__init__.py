"""Xuezheng (学政): one register, figures computed from it, plans, services, and a published page of numbers."""

__version__ = "0.1.0"
