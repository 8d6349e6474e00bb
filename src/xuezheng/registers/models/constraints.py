"""Constraints that every office's records share, so that nonsense cannot be stored."""

from collections.abc import Sequence

from django.db.models import CheckConstraint, F, Q


def one_of(field: str, values: Sequence[str], name: str) -> CheckConstraint:
    """A coded field holds one of its codes."""
    return CheckConstraint(condition=Q(**{f"{field}__in": tuple(values)}), name=name)


def at_least(field: str, least: int, name: str) -> CheckConstraint:
    """A number is not below `least` (a missing one is let pass)."""
    return CheckConstraint(condition=Q(**{f"{field}__gte": least}), name=name)


def in_order(earlier: str, later: str, name: str) -> CheckConstraint:
    """One day does not come after another (a missing one is let pass)."""
    return CheckConstraint(condition=Q(**{f"{later}__gte": F(earlier)}), name=name)
