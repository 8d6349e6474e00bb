"""Errors that say what, which, where, what was got, why, and what to do."""

from dataclasses import asdict, dataclass

from xuezheng.ground.words import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in both languages. `which` names the record, `where` the file, sheet, row and column."""

    rule: str
    what: Words
    which: str = ""
    where: str | Words = ""
    got: str = ""
    cure: Words | None = None

    def sentence(self, language: str) -> str:
        """The problem as one line to print."""
        parts = [self.what.in_(language)]
        zh = not language.startswith("en")
        if self.which:
            parts.append(("对象：" if zh else "Which: ") + self.which)
        if self.where:
            where = self.where if isinstance(self.where, str) else self.where.in_(language)
            parts.append(("位置：" if zh else "Where: ") + where)
        if self.got:
            parts.append(("读到：" if zh else "Got: ") + self.got)
        if self.cure:
            parts.append(("怎么办：" if zh else "To do: ") + self.cure.in_(language))
        return ("　" if zh else "  ").join(parts)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class Refused(Exception):
    """Nothing was changed, because of these problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(p.sentence("en") for p in problems[:20]))
        self.problems = problems
