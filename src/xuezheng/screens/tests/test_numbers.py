"""Numbers, money and dates as they are printed, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest

from xuezheng.ground.words import Words
from xuezheng.screens import numbers
from xuezheng.screens.numbers import Missing

ZH, EN = "zh-hans", "en"


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [
        (1406, 0, False, "1,406"),
        (-418, 0, False, "−418"),
        (0, 0, True, "0"),
        (35, 0, True, "+35"),
        (-0.004, 2, False, "0.00"),
        (2.5, 0, False, "3"),
        (-2.5, 0, False, "−3"),
        (1.005, 2, False, "1.01"),
        (Decimal("85400"), 0, False, "85,400"),
        (1234567.891, 2, False, "1,234,567.89"),
    ],
)
def test_number(value: float, decimals: int, signed: bool, text: str) -> None:
    assert numbers.number(value, decimals, signed=signed) == text


def test_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="must be finite"):
        numbers.number(float("inf"))


@pytest.mark.parametrize(("value", "decimals", "text"), [(0.5611, 2, "56.11%"), (1.0125, 2, "101.25%"), (1, 0, "100%")])
def test_percent(value: float, decimals: int, text: str) -> None:
    assert numbers.percent(value, decimals) == text


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (24_500_000_000, ("2.45", "亿元"), ("245", "million yuan")),
        (100_000, ("1,000", "元"), ("1,000", "yuan")),
        (3_226_000_000, ("3,226", "万元"), ("32.26", "million yuan")),
        (123_456, ("1,234.56", "元"), ("1,234.56", "yuan")),
        (-5_000_000_00, ("−500", "万元"), ("−5", "million yuan")),
    ],
)
def test_amount(fen: int, zh: tuple[str, str], en: tuple[str, str]) -> None:
    assert numbers.amount(fen, ZH) == zh
    assert numbers.amount(fen, EN) == en


def test_scaled_count() -> None:
    seats = Words("个", "seats")
    assert numbers.scaled(85_400, seats, ZH) == ("8.54", "万个")
    assert numbers.scaled(85_400, seats, EN) == ("85,400", "seats")


def test_dates_and_years() -> None:
    day = dt.date(2024, 9, 1)
    assert numbers.date(day, ZH) == "2024年9月1日"
    assert numbers.date(day, EN) == "1 September 2024"
    assert numbers.instant(dt.datetime(2024, 10, 18, 9, 0), ZH) == "2024年10月18日 09:00"
    assert numbers.instant(dt.datetime(2024, 10, 18, 9, 0), EN) == "18 October 2024, 09:00"
    assert numbers.instant(dt.datetime(2024, 10, 18, 20, 0, tzinfo=dt.UTC), EN) == "19 October 2024, 04:00", "in China"
    assert (numbers.school_year(2023, ZH), numbers.school_year(2023, EN)) == ("2023—2024", "2023–24")
    assert numbers.school_year(1999, EN) == "1999–00"


@pytest.mark.parametrize(
    ("value", "kind", "zh", "en"),
    [
        (None, "count", "…", "…"),
        (float("nan"), "number", "…", "…"),
        (Missing.WITHHELD, "count", "*", "*"),
        (Missing.NOT_APPLICABLE, "share", "—", "—"),
        (0, "count", "0", "0"),
        (0.5611, "share", "56.11", "56.11"),
        (0.2756, "points", "+27.56", "+27.56"),
        (2023, "school_year", "2023—2024", "2023–24"),
        (2023, "year", "2023", "2023"),
        (100_050, "amount", "1,000.50", "1,000.50"),
        (True, "flag", "是", "yes"),
        (Words("顺庆区", "Shunqing"), "text", "顺庆区", "Shunqing"),
        (dt.date(2024, 9, 1), "date", "2024年9月1日", "1 September 2024"),
    ],
)
def test_display(value: numbers.Scalar, kind: numbers.Kind, zh: str, en: str) -> None:
    assert numbers.display(value, kind, ZH) == zh
    assert numbers.display(value, kind, EN) == en


def test_display_refuses_a_date_in_a_column_of_counts() -> None:
    with pytest.raises(ValueError, match="kind count"):
        numbers.display(dt.date(2024, 1, 1), "count", ZH)
