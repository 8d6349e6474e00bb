"""Formulas as SQL: what is put where, what adds up, what makes a figure unknown, and what is found again."""

import sys
from pathlib import Path
from typing import Any

import pytest

from xuezheng.engine.catalogue import catalogue
from xuezheng.engine.compiling import Compiled, SqlStore, compile_measure, is_one_mean
from xuezheng.engine.figures import Expression, Measure
from xuezheng.engine.fingerprints import function_fingerprint, measure_fingerprint
from xuezheng.engine.offices import Office
from xuezheng.engine.tests import town
from xuezheng.engine.tests.town import CLUBS, A

LIMIT = 10


def compiled(value: Expression, where: Expression | None = None) -> Compiled:
    return compile_measure(Measure(CLUBS, value, where))


TEMPLATES: list[tuple[Expression, str]] = [
    (lambda t: t.count(), "COUNT(*) FILTER(WHERE (x))"),
    (lambda t: t.pupil_count.sum(), 'SUM("t0"."pupil_count") FILTER(WHERE (x))'),
    (lambda t: t.count(where=t.is_open), 'COUNT(*) FILTER(WHERE ("t0"."is_open") AND (x))'),
    (lambda t: t.leader.nunique(), 'COUNT(DISTINCT "t0"."leader") FILTER(WHERE (x))'),
    (
        lambda t: t.pupil_count.sum() - t.pupil_count.max(),
        'SUM("t0"."pupil_count") FILTER(WHERE (x)) - MAX("t0"."pupil_count") FILTER(WHERE (x))',
    ),
]


@pytest.mark.parametrize(("value", "sql"), TEMPLATES)
def test_conditions_go_to_every_aggregate(value: Expression, sql: str) -> None:
    assert compiled(value).over(["x"]) == sql


def test_without_conditions_nothing_is_filtered() -> None:
    assert compiled(lambda t: t.count()).over([]) == "COUNT(*)"


SUMS: list[tuple[Expression, bool]] = [
    (lambda t: t.count(), True),
    (lambda t: t.pupil_count.sum(), True),
    (lambda t: t.pupil_count.sum() - t.area_m2.sum(), True),
    (lambda t: t.institution_code.nunique(), True),  # each lies in one place
    (lambda t: t.leader.nunique(), False),
    (lambda t: t.pupil_count.mean(), False),
    (lambda t: t.pupil_count.max(), False),
    (lambda t: t.pupil_count.sum() / t.count(), False),
    (lambda t: t.pupil_count.sum() * t.count(), False),
]


@pytest.mark.parametrize(("value", "adds_up"), SUMS)
def test_what_adds_up_over_places(value: Expression, adds_up: bool) -> None:
    assert compiled(value).is_additive is adds_up


MISSING: list[tuple[Expression, Expression | None, str]] = [
    (lambda t: t.pupil_count.sum(), None, ""),
    (lambda t: t.area_m2.sum(), None, '"t0"."area_m2" IS NOT NULL'),
    (lambda t: t.count(), lambda t: t.is_open, '"t0"."is_open" IS NOT NULL'),
    (lambda t: t.count(), lambda t: t.is_open.notnull(), ""),  # null has a meaning here
    (lambda t: t.count(), lambda t: t.is_open.coalesce(False), ""),
    (lambda t: t.count(), lambda t: t.town_code == "511002001", ""),  # a place column is missing by nature
]


@pytest.mark.parametrize(("value", "where", "known"), MISSING)
def test_columns_that_may_be_missing_make_a_figure_unknown(
    value: Expression, where: Expression | None, known: str
) -> None:
    assert compiled(value, where).known == known


def test_a_measure_must_aggregate() -> None:
    with pytest.raises(ValueError, match="must aggregate"):
        compiled(lambda t: t.pupil_count)


def _over(limit: int) -> Expression:
    return lambda t: t.pupil_count > limit


def _large(t: Any) -> Any:
    return t.pupil_count > LIMIT


def test_fingerprint_follows_constants_closures_and_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    def uses_global(t: Any) -> Any:
        return _large(t)

    assert function_fingerprint(_over(3)) == function_fingerprint(_over(3))
    assert function_fingerprint(_over(3)) != function_fingerprint(_over(4))
    before = function_fingerprint(uses_global)
    monkeypatch.setattr(sys.modules[__name__], "LIMIT", 11)
    assert function_fingerprint(uses_global) != before


def test_compiled_sql_is_found_again_and_a_broken_store_is_made_anew(tmp_path: Path) -> None:
    path, measure = tmp_path / "figures" / "compiled.json", Measure(CLUBS, lambda t: t.count(), _over(3))
    first = SqlStore(path)
    made = first.of(measure)
    first.save()
    again = SqlStore(path)
    assert again.kept[measure_fingerprint(measure)] == made
    assert again.of(measure) == made
    assert again.compiled_count == 0
    path.write_text('{"x": 3')
    assert SqlStore(path).of(measure) == made


def test_catalogue_refuses_an_id_twice_and_a_filter_that_is_no_column() -> None:
    one = town.indicator("one", CLUBS, lambda t: t.count())
    with pytest.raises(ValueError, match="one is declared twice: by town and other"):
        catalogue([Office("town", A, indicators=(one,)), Office("other", A, indicators=(one,))])
    with pytest.raises(ValueError, match="colour"):
        catalogue(
            [Office("town", A, indicators=(town.indicator("b", CLUBS, lambda t: t.count(), filters=("colour",)),))]
        )


def test_definition_hash_follows_the_formula_and_the_version() -> None:
    def hash_of(limit: int, version: int) -> str:
        made = town.indicator("one", CLUBS, lambda t: t.count(), _over(limit), version=version)
        return catalogue([Office("town", A, indicators=(made,))]).definition_hash("one")

    assert hash_of(3, 1) == hash_of(3, 1)
    assert len({hash_of(3, 1), hash_of(4, 1), hash_of(3, 2)}) == 3


@pytest.mark.parametrize(
    ("sql", "is_mean"),
    [
        ("AVG(a) FILTER(WHERE (b = ')') AND c)", True),
        ("AVG(a) FILTER(WHERE b) * 2", False),
        ("AVG(a) FILTER(WHERE b) / COUNT(*) FILTER(WHERE c)", False),
        ("SUM(a) FILTER(WHERE b)", False),
        ("AVG(a)", False),
    ],
)
def test_only_a_mean_by_itself_is_taken_apart(sql: str, is_mean: bool) -> None:
    assert is_one_mean(sql) is is_mean
