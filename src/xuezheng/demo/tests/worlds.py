"""Worlds to test: Neijiang built once with the pupils of a county, and the institutions of all four cities."""

from functools import cache

from xuezheng.demo import build, institutions
from xuezheng.demo.world import World

SEED = 5


@cache
def neijiang() -> World:
    """Neijiang's registers, without the offices' records."""
    world = World(SEED, ("511000",))
    for builder in build.CORE:
        builder(world)
    return world


@cache
def four_cities() -> World:
    """The institutions of all cities."""
    world = World(SEED)
    institutions.build(world)
    return world
