"""One cell: from what the file holds to the value of its column, or what is wrong with it. Pure.

Where the right reading of a bad cell is certain, it is offered (`BadCell.fix`), never taken here.
"""

import datetime as dt
import difflib
import math
import re
import unicodedata
from typing import Any

from xuezheng.ground.codes import id_check_character
from xuezheng.ground.words import Words
from xuezheng.registers.intake.dates import odd_date
from xuezheng.registers.intake.raw import shown
from xuezheng.registers.intake.sheets import Field

YES = {"是", "有", "1", "y", "yes", "true", "√", "达标", "已接入"}
NO = {"否", "无", "0", "n", "no", "false", "×", "未达标", "未接入"}
DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?$", re.ASCII)
COMPACT_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
SCHOOL_YEAR = re.compile(r"^(\d{4})(?:\s*[-—–~至/]+\s*(\d{2}|\d{4}))?\s*(?:学年)?$", re.ASCII)
SPACED_NAME = re.compile(r"^[\u3400-\u9fff·]+(?:\s+[\u3400-\u9fff·]+)+$")
WITH_UNIT = re.compile(
    r"^([-+]?[\d,.]+)\s*(人|名|个|间|座|册|台|岁|年|元|米|平方米|平米|㎡|m2|m²|mbps|m)$", re.IGNORECASE | re.ASCII
)
QUOTED = re.compile(r"""^(?:=")([^"]*)"$|^['‘’`](.+)$""")


class BadCell(Exception):
    """What is wrong with a cell, what would be right, and the text that is certainly meant (`fix`)."""

    def __init__(self, what: Words, cure: Words | None = None, *, fix: str | None = None, rule: str = "") -> None:
        super().__init__(what.en)
        self.what, self.cure, self.fix, self.rule = what, cure, fix, rule


def is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def read_cell(field: Field, raw: Any) -> Any:
    """The value of a cell in its column's kind: str, int, float, bool, date, or None where it is blank.

    Raises BadCell. A blank cell of a column that must be filled is bad.
    """
    if is_blank(raw):
        if field.is_required:
            raise BadCell(Words("必填，却是空的。", "It must be filled, and is blank."), example(field))
        return None
    try:
        return read_filled(field, raw)
    except BadCell as bad:
        if isinstance(raw, str) and not bad.fix and (offered := meant(field, raw)):
            raise offered from None
        raise


def read_filled(field: Field, raw: Any) -> Any:
    """The value of a cell that holds something. Raises BadCell."""
    match field.kind:
        case "person_id":
            return read_person_id(raw)
        case "code":
            return read_code(field, raw)
        case "date":
            return read_date(raw)
        case "integer" | "number":
            return read_number(field, raw)
        case "boolean":
            return read_boolean(raw)
        case "choice":
            return read_choice(field, raw)
        case "school_year":
            return read_school_year(raw)
        case "name":
            return read_name(field, raw)
        case _:
            return read_text(field, raw)


def meant(field: Field, raw: str) -> BadCell | None:
    """What a text that cannot be read is certainly meant to be, where taking something away makes it right."""
    tries: list[tuple[str, str, Words]] = []
    text = raw.strip()
    normal = unicodedata.normalize("NFKC", text)
    if normal != text:
        tries.append(("cell.full_width", normal, Words("含有全角的数字或符号。", "It has full-width digits or signs.")))
    if quote := QUOTED.match(normal):
        tries.append(
            (
                "cell.quoted",
                quote[1] or quote[2],
                Words("带着表格软件的引号。", "It carries a spreadsheet's quotation marks."),
            )
        )
    if field.kind in ("integer", "number") and (unit := WITH_UNIT.match(normal)):
        tries.append(("cell.unit", unit[1], Words("数字后面带着单位。", "A unit stands behind the number.")))
    if field.kind in ("choice", "boolean", "school_year", "date") and "".join(normal.split()) != normal:
        tries.append(("cell.spaces", "".join(normal.split()), Words("中间有空格。", "There are blanks within.")))
    for rule, candidate, what in tries:
        try:
            read_filled(field, candidate)
        except BadCell:
            continue
        return BadCell(what, fix=candidate, rule=rule)
    return None


def example(field: Field) -> Words | None:
    return Words(f"例如 {field.example}", f"For example {field.example}") if field.example else None


def read_text(field: Field, raw: Any) -> str:
    text = shown(raw).strip()
    if field.longest and len(text) > field.longest:
        raise BadCell(
            Words(
                f"最多 {field.longest} 个字，这里有 {len(text)} 个。",
                f"At most {field.longest} characters; this has {len(text)}.",
            )
        )
    return text


def read_name(field: Field, raw: Any) -> str:
    """A person's name; one of Chinese characters has no blanks within."""
    text = read_text(field, raw)
    if "\ufffd" in text or "锟斤拷" in text:
        raise BadCell(
            Words("有乱码：来源的编码转换时丢了字。", "It is garbled: characters were lost in a change of encoding."),
            Words("从来源系统重新导出", "Export it again from the system"),
        )
    if SPACED_NAME.match(text):
        raise BadCell(
            Words("姓名中间有空格。", "The name has blanks within."), fix="".join(text.split()), rule="cell.name_spaces"
        )
    return text


def read_person_id(raw: Any) -> str:
    """An 18-character ID number. One typed as a number has lost its last digits and is refused."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        raise BadCell(
            Words(
                "身份证件号被存成了数字，末几位已经丢失，不能采用。",
                "The ID number was typed as a number: its last digits are lost, and it cannot be taken.",
            ),
            Words(
                "把整列设为“文本”格式，再从原始材料重新录入",
                "Format the column as text and enter it again from the original",
            ),
        )
    number = "".join(str(raw).split()).upper()
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", number):
        raise BadCell(
            Words(
                "身份证件号成了科学计数法，末几位已经丢失，不能采用。",
                "The ID number became scientific notation: its last digits are lost.",
            ),
            Words(
                "把整列设为“文本”格式，再从原始材料重新录入",
                "Format the column as text and enter it again from the original",
            ),
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise BadCell(
            Words(
                f"身份证件号应为 18 位，这里有 {len(number)} 位。",
                f"An ID number has 18 characters; this has {len(number)}.",
            ),
            Words("对照证件重新录入", "Enter it again from the document"),
        )
    check = id_check_character(number[:17])
    if number[17] != check:
        raise BadCell(
            Words(
                "身份证件号校验位不对（GB 11643），有一位录错了。",
                "The check character does not fit (GB 11643): some digit is wrong.",
            ),
            Words(f"若前 17 位无误，末位应为 {check}", f"If the first 17 are right, the last is {check}"),
        )
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadCell(
            Words("身份证件号里的出生日期不存在。", "The birth date within the ID number does not exist."),
            Words("对照证件重新录入", "Enter it again from the document"),
        ) from None
    return number


def read_code(field: Field, raw: Any) -> str:
    if isinstance(raw, float) and abs(raw) >= 1e15:
        raise BadCell(
            Words("代码被存成了数字，末几位已经丢失。", "The code was typed as a number: its last digits are lost."),
            Words("把整列设为“文本”格式后重新录入", "Format the column as text and enter it again"),
        )
    text = "".join(shown(raw).split()).upper()
    if field.pattern and not re.fullmatch(field.pattern, text, re.ASCII):
        raise BadCell(Words("代码的位数或样式不对。", "The code has the wrong length or form."), example(field))
    return text


WRITTEN = Words("按“年-月-日”写，例如 2024-09-01", "Write year-month-day, for example 2024-09-01")


def read_date(raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    text = shown(raw).strip()
    match = DATE.match(text) or COMPACT_DATE.match(text)
    if match:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        try:
            return dt.date(year, month, day)
        except ValueError:
            what = Words(f"没有 {year} 年 {month} 月 {day} 日。", f"There is no day {year}-{month:02}-{day:02}.")
            if not odd_date(raw):
                raise BadCell(what, WRITTEN) from None
    if offered := odd_date(raw):
        raise BadCell(
            Words("照现在的写法不是日期，但能认出。", "It is not a date as it is written, but can be told."),
            WRITTEN,
            fix=offered.isoformat(),
            rule="cell.odd_date",
        )
    raise BadCell(Words("不是一个日期。", "It is not a date."), WRITTEN)


def read_number(field: Field, raw: Any) -> int | float:
    if isinstance(raw, bool):
        raise BadCell(Words("应为数字。", "It must be a number."), Words("填写数字", "Write a number"))
    try:
        text = str(raw).replace(",", "").replace("，", "").strip()
        if not text.isascii():
            raise ValueError(text)
        value = float(text)
    except ValueError:
        raise BadCell(
            Words("应为数字。", "It must be a number."),
            Words("只写数，单位在表头", "Write the number only; the unit stands in the heading"),
        ) from None
    if not math.isfinite(value):
        raise BadCell(Words("应为数字。", "It must be a number."), Words("填写数字", "Write a number"))
    if field.kind == "integer" and not value.is_integer():
        raise BadCell(
            Words("应为整数。", "It must be a whole number."), Words("填写整数，不带小数", "Write it without decimals")
        )
    if (field.least is not None and value < field.least) or (field.most is not None and value > field.most):
        least = "" if field.least is None else f"{field.least:g}"
        most = "" if field.most is None else f"{field.most:g}"
        raise BadCell(
            Words(f"超出范围 {least}—{most}。", f"It lies outside {least}–{most}."),
            Words("对照原始材料改正", "Correct it from the original"),
        )
    return int(value) if field.kind == "integer" else value


def read_boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = shown(raw).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadCell(Words("应填“是”或“否”。", "It must be yes or no."), Words("从下拉表选", "Choose from the list"))


def read_choice(field: Field, raw: Any) -> str:
    """A code of the list, given as the code, its word in either language, or both ("111 幼儿园")."""
    text = shown(raw).strip()
    first = text.split()[0] if text.split() else text
    for candidate in (text, first):
        if candidate in field.choices:
            return candidate
        if candidate.isdigit() and candidate.zfill(2) in field.choices:  # a leading zero that the spreadsheet ate
            return candidate.zfill(2)
    by_word = {word.casefold(): code for code, words in field.choices.items() for word in (words.zh, words.en)}
    if text.casefold() in by_word:
        return by_word[text.casefold()]
    near = difflib.get_close_matches(text.casefold(), by_word, n=1, cutoff=0.4) or [
        word for word in by_word if text and (text.casefold() in word or word in text.casefold())
    ]
    if near:
        code = by_word[near[0]]
        words = field.choices[code]
        raise BadCell(
            Words("不在代码表里。", "It is not in the code list."),
            Words(f"是“{code} {words.zh}”吗？", f"Did you mean {code} {words.en}?"),
        )
    some = list(field.choices.items())[:8]
    raise BadCell(
        Words("不在代码表里。", "It is not in the code list."),
        Words(
            "可填：" + "、".join(f"{c} {w.zh}" for c, w in some),
            "Use one of: " + ", ".join(f"{c} {w.en}" for c, w in some),
        ),
    )


def read_school_year(raw: Any) -> int:
    """The calendar year in which the school year begins: 2024, 2024—2025, 2024学年."""
    match = SCHOOL_YEAR.match(shown(raw).strip())
    if match:
        start = int(match[1])
        end = int(match[2]) % 100 if match[2] else (start + 1) % 100
        if 1990 <= start <= 2100 and end == (start + 1) % 100:
            return start
    raise BadCell(Words("不是一个学年。", "It is not a school year."), Words("写成 2024—2025", "Write it as 2024—2025"))
