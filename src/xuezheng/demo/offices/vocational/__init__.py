"""Invented vocational education: programmes, partners, training bases, order classes, assessed conditions, placements."""

from xuezheng.demo.offices.vocational import conditions, partners, placements, programmes, training
from xuezheng.demo.world import World


def build(world: World) -> None:
    """Suining and Leshan as printed; smaller numbers elsewhere."""
    programmes.build(world)
    conditions.build(world)
    partners.build(world)
    training.build(world)
    placements.build(world)
