"""Invented honours: titles, prizes, athletes, lessons and study trips, as many as the page prints."""

from xuezheng.demo.offices.honours import activities, prizes, titles
from xuezheng.demo.world import World


def build(world: World) -> None:
    """All records of the office, titles first: study trips go to designated bases."""
    titles.build(world)
    prizes.build(world)
    activities.build(world)
