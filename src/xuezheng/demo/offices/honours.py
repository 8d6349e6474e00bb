"""Invented honours, as many as the page prints."""

from xuezheng.demo.world import World


def build(world: World) -> None:
    """Designations, awards, athletes, lessons and study trips."""
