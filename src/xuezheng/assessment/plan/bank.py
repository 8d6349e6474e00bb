"""Items in and out of files: a table of the bank's columns, or IMS QTI; every bad row named, nothing taken while one is."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import polars as pl

from xuezheng.assessment.plan.tables import headed, text_table
from xuezheng.assessment.rules.bank import KINDS, SUBJECTS, item_faults
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

HEADS: dict[str, tuple[str, ...]] = {
    "code": ("题号", "题目编号"), "subject": ("学科",), "grade": ("年级",), "domain": ("领域", "内容领域"), "curriculum_code": ("课标编码", "课标"),
    "kind": ("题型",), "stem": ("题干",), "options": ("选项",), "key": ("答案",), "points": ("满分", "分值"), "note": ("备注",),
}  # fmt: skip
COLUMNS = tuple(HEADS)
MOST_XML = 5_000_000
KIND_NAMES = {words.zh: name for name, words in KINDS.items()} | {name: name for name in KINDS}
SUBJECT_NAMES = {words.zh: name for name, words in SUBJECTS.items()} | {name: name for name in SUBJECTS}


@dataclass(frozen=True)
class ItemRow:
    """An item as a file has it."""

    code: str
    subject: str
    grade: str
    domain: str
    curriculum_code: str
    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    key: str
    points: int
    note: str = ""


def read_items(name: str, content: bytes, grades: Sequence[str], defaults: dict[str, str]) -> list[ItemRow]:
    """Items of a file: CSV, XLSX, one QTI item, or a package of them. `defaults` for what QTI does not say (subject, grade, domain).
    Raises `Refused` with every bad row."""
    if name.lower().endswith((".xml", ".zip")):
        rows = qti_rows(name, content, defaults)
    else:
        rows = table_rows(name, content)
    problems = [problem for place, row in enumerate(rows, start=2) for problem in faults(row, place, grades)]
    codes = [row.code for row in rows]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        problems.append(
            Problem(
                "assessment.item_twice",
                Words("题号重复。", "A code stands twice."),
                which=", ".join(twice[:20]),
                where=name,
            )
        )
    if not rows:
        problems.append(Problem("assessment.no_items", Words("文件里没有题。", "The file holds no items."), where=name))
    if problems:
        raise Refused(problems)
    return rows


def faults(row: ItemRow, place: int, grades: Sequence[str]) -> list[Problem]:
    where = Words(f"第 {place} 行", f"row {place}")
    found = [Problem("assessment.item_fault", words, which=row.code, where=where) for words in
             item_faults(row.kind, row.key, row.points, [letter for letter, _ in row.options])]  # fmt: skip
    if not row.code or len(row.code) > 24 or "@" in row.code:
        what = Words(
            "题号须有，不超过 24 个字符，不含 @。", "A code must be there, of at most 24 characters, without @."
        )
        found.append(Problem("assessment.item_code", what, got=row.code, where=where))
    if row.subject not in SUBJECTS:
        cure = Words("可用：" + "、".join(w.zh for w in SUBJECTS.values()), "One of: " + ", ".join(SUBJECTS))
        found.append(
            Problem(
                "assessment.item_subject",
                Words("没有这个学科。", "There is no such subject."),
                which=row.code,
                got=row.subject,
                where=where,
                cure=cure,
            )
        )
    if row.grade not in grades:
        what = Words("年级须用国标代码（如 14 为小学四年级）。", "The grade must be a national code (14 is primary 4).")
        found.append(Problem("assessment.item_grade", what, which=row.code, got=row.grade, where=where))
    if not row.domain:
        found.append(
            Problem(
                "assessment.item_domain", Words("请写明领域。", "The domain is missing."), which=row.code, where=where
            )
        )
    return found


def table_rows(name: str, content: bytes) -> list[ItemRow]:
    table = headed(text_table(name, content), HEADS, ("code", "subject", "grade", "domain", "kind", "points"), name)
    rows: list[ItemRow] = []
    for row in table.iter_rows(named=True):
        points = (
            int(row["points"]) if row["points"].isascii() and row["points"].isdigit() and len(row["points"]) < 5 else 0
        )
        pairs = [part.partition("=") for part in row["options"].replace("＝", "=").split("|") if part.strip()]
        options = tuple((letter.strip().upper(), text.strip()) for letter, _, text in pairs)
        kind, subject = (
            str(KIND_NAMES.get(row["kind"], row["kind"])),
            str(SUBJECT_NAMES.get(row["subject"], row["subject"])),
        )
        rows.append(ItemRow(
            row["code"], subject, row["grade"], row["domain"], row["curriculum_code"], kind, row["stem"], options, row["key"].upper(), points, row["note"],
        ))  # fmt: skip
    return rows


def item_frame(rows: Sequence[ItemRow]) -> pl.DataFrame:
    """As `read_items` reads it back."""
    return pl.DataFrame(
        [
            {name: "|".join(f"{letter}={text}" for letter, text in row.options) if name == "options" else getattr(row, name) for name in COLUMNS}
            for row in rows
        ],
        schema={name: pl.Int64 if name == "points" else pl.String for name in COLUMNS},
    )  # fmt: skip


def qti_rows(name: str, content: bytes, defaults: dict[str, str]) -> list[ItemRow]:
    """Items of IMS QTI 2.1, 2.2 or 3.0: choices with their key, and items to be marked by hand; others are refused by name."""
    parts = [(name, content)]
    if name.lower().endswith(".zip"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                names = [
                    n
                    for n in package.namelist()
                    if n.lower().endswith(".xml") and not n.lower().endswith("imsmanifest.xml")
                ]
                if sum(package.getinfo(n).file_size for n in names) > 10 * MOST_XML:
                    raise Refused(
                        [Problem("assessment.qti_size", Words("解开后过大。", "Too large when unpacked."), where=name)]
                    )
                parts = [(n, package.read(n)) for n in names]
        except zipfile.BadZipFile as reason:
            raise Refused(
                [
                    Problem(
                        "assessment.unreadable",
                        Words("读不出压缩包。", "This cannot be read as a package."),
                        where=name,
                    )
                ]
            ) from reason
    found: list[ItemRow] = []
    problems: list[Problem] = []
    for part, text in parts:
        try:
            row = qti_item(part, text, defaults)
        except Refused as refused:
            problems += refused.problems
            continue
        if row is not None:
            found.append(row)
    if problems:
        raise Refused(problems)
    return found


def plain(tag: str) -> str:
    """A tag without its namespace and, of QTI 3, without its prefix and hyphens: `choiceInteraction`."""
    words = tag.rpartition("}")[2].removeprefix("qti-").split("-")
    return words[0] + "".join(word.capitalize() for word in words[1:])


def text_of(node: ElementTree.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def said(node: ElementTree.Element) -> str:
    """What a body says, its choices left out."""
    if plain(node.tag) == "simpleChoice":
        return ""
    return (node.text or "") + "".join(said(child) + " " + (child.tail or "") for child in node)


def qti_item(name: str, content: bytes, defaults: dict[str, str]) -> ItemRow | None:
    """One item; None for a file that holds none. A document type is refused: it could make a small file large."""
    if len(content) > MOST_XML or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused(
            [
                Problem(
                    "assessment.qti_size",
                    Words("不收带文档类型或过大的文件。", "Files with a document type, or too large, are not taken."),
                    where=name,
                )
            ]
        )
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as reason:
        raise Refused(
            [
                Problem(
                    "assessment.unreadable",
                    Words("读不出 XML。", "This cannot be read as XML."),
                    where=name,
                    got=str(reason),
                )
            ]
        ) from reason
    if plain(root.tag) != "assessmentItem":
        return None
    nodes = {plain(node.tag): node for node in reversed(list(root.iter()))}
    interactions = [plain(node.tag) for node in root.iter() if plain(node.tag).endswith("Interaction")]
    if len(interactions) != 1 or interactions[0] not in (
        "choiceInteraction",
        "extendedTextInteraction",
        "textEntryInteraction",
    ):
        what = Words("只收单个选择或书写作答的题。", "Only items with one choice or one written answer are taken.")
        raise Refused([Problem("assessment.qti_kind", what, where=name, got=", ".join(interactions) or "—")])
    code = root.get("identifier", "")
    choices = [node for node in root.iter() if plain(node.tag) == "simpleChoice"]
    letters = {node.get("identifier", ""): chr(65 + at) for at, node in enumerate(choices)}
    options = tuple((letters[node.get("identifier", "")], text_of(node)) for node in choices)
    keys = (
        [text_of(node) for node in nodes["correctResponse"].iter() if plain(node.tag) == "value"]
        if "correctResponse" in nodes
        else []
    )
    body = nodes.get("itemBody")
    prompt = text_of(nodes["prompt"]) if "prompt" in nodes else ""
    stem = prompt if body is None else " ".join(said(body).split())
    highest = next((node.get("normalMaximum") or node.get("normal-maximum") for node in root.iter() if plain(node.tag) == "outcomeDeclaration"
                    and (node.get("normalMaximum") or node.get("normal-maximum"))), "1")  # fmt: skip
    points = round(float(highest)) if highest and highest.replace(".", "", 1).isdigit() else 0
    kind = "choice" if interactions[0] == "choiceInteraction" else "scored"
    key = "".join(sorted(letters.get(value, "?") for value in keys)) if kind == "choice" else ""
    return ItemRow(
        code, defaults.get("subject", ""), defaults.get("grade", ""), defaults.get("domain", ""), "", kind, stem, options, key, points, root.get("title", "")[:200],
    )  # fmt: skip
