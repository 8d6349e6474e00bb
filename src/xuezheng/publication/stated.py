"""What the page states without counting: rules and targets, kept as dated values with their source."""

from xuezheng.publication.page import StatedValue

STATED: dict[str, StatedValue] = {}
TARGETS: dict[str, float] = {}  # figure id → the national standard it is held to, in %
