"""A figure of the page with all that stands behind it, as a release keeps it: plain values that go to JSON and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.publication.doubts import Doubt


@dataclass(frozen=True, slots=True)
class Definition:
    """How the figure is computed: the indicator of the catalogue as it stood."""

    indicator_id: str
    term: Words
    definition: Words
    numerator: Words
    denominator: Words | None
    source: Words
    edition: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Input:
    """A frozen return that went in."""

    city_code: str
    year: int
    label: str
    hash: str


@dataclass(frozen=True, slots=True)
class County:
    """The same figure for a county, in the unit of print."""

    code: str
    name: Words
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the page's figures. `printed` and `computed` are in `unit` (%, yuan); `trend` is (year, value)."""

    id: str
    city_code: str
    system: str
    office: str
    kind: str
    term: Words
    unit: str
    qualifier: str
    printed: float
    computed: float | None
    state: str
    agrees: bool | None
    why: Words
    when: Words
    numerator: float | None = None
    denominator: float | None = None
    doubts: tuple[Doubt, ...] = ()
    definition: Definition | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    manifest_hash: str = ""
    inputs: tuple[Input, ...] = ()
    trend: tuple[tuple[int, float | None], ...] = ()
    counties: tuple[County, ...] = ()
    withheld_years: tuple[int, ...] = ()

    @property
    def open_doubts(self) -> tuple[Doubt, ...]:
        return tuple(doubt for doubt in self.doubts if doubt.is_open)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Entry":
        """The entry that `as_json` wrote."""
        made = dict(content)
        made["term"], made["why"], made["when"] = (Words(**content[key]) for key in ("term", "why", "when"))
        made["doubts"] = tuple(
            Doubt(d["rule"], Words(**d["why"]), Words(**d["cure"]), d["is_open"]) for d in content["doubts"]
        )
        made["definition"] = _definition(content["definition"]) if content["definition"] else None
        made["filters"] = {column: tuple(values) for column, values in content["filters"].items()}
        made["inputs"] = tuple(Input(**item) for item in content["inputs"])
        made["trend"] = tuple((int(year), value) for year, value in content["trend"])
        made["counties"] = tuple(County(**{**item, "name": Words(**item["name"])}) for item in content["counties"])
        made["withheld_years"] = tuple(content.get("withheld_years", ()))
        return cls(**made)


def _definition(content: Mapping[str, Any]) -> Definition:
    made = dict(content)
    for key in ("term", "definition", "numerator", "source"):
        made[key] = Words(**content[key])
    made["denominator"] = Words(**content["denominator"]) if content["denominator"] else None
    return Definition(**made)
