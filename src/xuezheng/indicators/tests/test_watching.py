"""Series against thresholds."""

from collections.abc import Sequence

import pytest

from xuezheng.indicators.watching import Aimed, Watched, aimed, watched


@pytest.mark.parametrize(
    ("values", "threshold", "is_floor", "expected"),
    [
        ((0.70, 0.74, 0.78), 0.80, True, Watched("will_reach", 2021)),
        ((0.70, 0.74, 0.78), 0.95, True, Watched("will_reach", 2025)),
        ((0.70, 0.74, 0.78), 0.99, True, Watched("short")),  # six years ahead is too far to say
        ((0.78, 0.80, 0.82), 0.80, True, Watched("meets")),
        ((0.78, 0.79, 0.82), 0.80, True, Watched("reached", 2020)),
        ((0.82, 0.81, 0.79), 0.80, True, Watched("fell_short", 2020)),
        ((0.90, 0.86, 0.82), 0.80, True, Watched("will_fall", 2021)),
        ((0.90, None, 0.82), 0.80, True, Watched("meets")),  # two points are no trend
        ((0.02, 0.03, 0.04), 0.05, False, Watched("will_fall", 2022)),
        ((0.08, 0.07, 0.06), 0.05, False, Watched("will_reach", 2021)),
        ((0.5, 0.5, 0.5), 0.5, True, Watched("meets")),
        ((None, None, None), 0.5, True, None),
    ],
)  # fmt: skip
def test_where_a_series_stands(
    values: Sequence[float | None], threshold: float, is_floor: bool, expected: Watched | None
) -> None:
    assert watched(list(zip((2018, 2019, 2020), values, strict=True)), threshold, is_floor=is_floor) == expected


@pytest.mark.parametrize(
    ("values", "target", "by", "is_floor", "expected"),
    [
        ((0.70, 0.74, 0.78), 0.78, 2020, True, Aimed("met", 2020, 0.78)),
        ((0.70, 0.74, 0.78), 0.80, 2020, True, Aimed("missed", 2020, 0.78)),
        ((0.70, 0.74, 0.78), 0.85, 2022, True, Aimed("on_track", 2020, 0.78, 0.86)),
        ((0.70, 0.74, 0.78), 0.90, 2022, True, Aimed("behind", 2020, 0.78, 0.86)),
        ((0.90, 0.86, 0.82), 0.80, 2022, True, Aimed("behind", 2020, 0.82, 0.74)),  # meets it now, not for long
        ((0.05, 0.04, 0.03), 0.02, 2022, False, Aimed("on_track", 2020, 0.03, 0.01)),
        ((None, 0.80, 0.82), 0.82, 2022, True, Aimed("met", 2020, 0.82, 0.82)),  # two points are no trend
        ((0.70, 0.74, None), 0.75, 2020, True, Aimed("behind", 2019, 0.74, 0.74)),
        ((None, None, None), 0.80, 2022, True, Aimed("unknown")),
    ],
)
def test_how_a_series_does_against_a_target(
    values: Sequence[float | None], target: float, by: int, is_floor: bool, expected: Aimed
) -> None:
    found = aimed(list(zip((2018, 2019, 2020), values, strict=True)), target, by, is_floor=is_floor)
    assert found.state == expected.state
    assert found.year == expected.year
    assert found.value == pytest.approx(expected.value)
    assert found.expected == pytest.approx(expected.expected)
