"""Which stock a flow comes from: in one year no more can leave a stock than it holds."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DrawnFrom:
    """The indicator of the stock, and the filters that narrow it (none: the whole stock)."""

    indicator_id: str
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


# indicator of a flow of persons → indicator of the stock of persons it comes from
DRAWN_FROM: dict[str, DrawnFrom] = {
    "skilled_people_supplied": DrawnFrom("students_enrolled", {"stage": ("vocational", "higher_vocational")}),
}
