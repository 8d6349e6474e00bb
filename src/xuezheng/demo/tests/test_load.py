"""Frames are written as their models say, or not at all."""

from datetime import date

import polars as pl
import pytest

from xuezheng.demo import areas, population, successions
from xuezheng.demo.load import load
from xuezheng.demo.tests.worlds import neijiang
from xuezheng.demo.world import World
from xuezheng.registers.bulk import complete, ordered
from xuezheng.registers.models import Area, Campus, Institution, InstitutionVersion, Population, Succession

AREA = {"code": "511000", "level": "city", "name": "内江市", "started_on": date(2000, 1, 1)}


def test_defaults_are_filled() -> None:
    full = complete(Area, pl.DataFrame([AREA]))
    assert full.columns == [f.attname for f in Area._meta.concrete_fields]
    assert full.row(0, named=True)["is_extension"] is False
    assert full.row(0, named=True)["name_en"] == ""


@pytest.mark.parametrize(("change", "said"), [
    ({"colour": "red"}, "columns of the model"), ({"name": None}, "Area.name must have a value"),
])  # fmt: skip
def test_frames_that_do_not_fit(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        complete(Area, pl.DataFrame([{**AREA, **change}], schema_overrides={"name": pl.String}))


def test_models_come_after_those_they_refer_to() -> None:
    found = ordered([Campus, Institution, Area])
    assert found.index(Campus) == 2


@pytest.mark.django_db
def test_a_world_is_written() -> None:
    world = World(neijiang().seed, ("511000",))
    areas.build(world)
    population.build(world)
    world.institutions, world.kindergartens = neijiang().institutions, neijiang().kindergartens
    successions.build(world)
    rows = load(world)
    assert rows == sum(world.all(model).height for model in world.frames)
    for model in (Area, Population, Institution, InstitutionVersion, Campus, Succession):
        assert model._default_manager.count() == world.all(model).height
    school = Institution.objects.order_by("code").first()
    assert school is not None
    assert school.is_synthetic
    assert school.versions.as_of(school.opened_on).count() == 1
    assert Succession.objects.create(kind="closed", occurred_on=date(2024, 1, 1)).pk > world.all(Succession).height


@pytest.mark.django_db
def test_a_reference_to_nothing_writes_nothing() -> None:
    world = World(1, ("511000",))
    world.add(Area, pl.DataFrame([{**AREA, "parent_id": "999999"}]))
    with pytest.raises(Exception, match=r"(?i)area|foreign"):
        load(world)
