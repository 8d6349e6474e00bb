"""The bank's rules and files: booklets in balance, forms that hang together, items in and out."""

import pytest

from xuezheng.assessment.plan.bank import item_frame, read_items
from xuezheng.assessment.rules.bank import anchor_counts, islands
from xuezheng.assessment.rules.booklets import DIFFERENCES, balance, booklets, dealt
from xuezheng.ground.errors import Refused

QTI = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="q1" title="加法"><responseDeclaration identifier="R">
<correctResponse><value>y</value></correctResponse></responseDeclaration><outcomeDeclaration identifier="SCORE" normalMaximum="2"/>
<itemBody><p>1+1=?</p><choiceInteraction responseIdentifier="R"><simpleChoice identifier="x">1</simpleChoice>
<simpleChoice identifier="y">2</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""
HEAD = "code,subject,grade,domain,kind,options,key,points\n"
GRADES = ("14", "16")


@pytest.mark.parametrize("design", sorted(DIFFERENCES))
def test_every_design_is_balanced(design: tuple[int, int]) -> None:
    blocks, each = design
    assert balance(booklets(blocks, each), blocks).is_balanced
    assert not balance(booklets(blocks, each)[1:], blocks).is_balanced


def test_items_are_dealt_to_and_fro() -> None:
    assert dealt("abcdef", 3) == (("a", "f"), ("b", "e"), ("c", "d"))


def test_forms_tied_by_common_items() -> None:
    forms = {"A": "12", "B": "23", "C": "78", "D": "3x"}
    assert islands(forms) == [("A", "B", "D"), ("C",)]
    assert anchor_counts(forms)["A", "B"] == 1 and anchor_counts(forms)["A", "C"] == 0


def test_a_qti_item_and_back_through_a_table() -> None:
    rows = read_items("q.xml", QTI.encode(), GRADES, {"subject": "maths", "grade": "14", "domain": "数"})
    one = rows[0]
    assert (one.stem, one.key, one.points, one.options) == ("1+1=?", "B", 2, (("A", "1"), ("B", "2")))
    assert read_items("q.csv", item_frame(rows).write_csv().encode(), GRADES, {}) == rows


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.csv", HEAD + "q,maths,14,数,choice,A=1|B=2,C,1\n", "assessment.item_fault"),
        ("a.csv", HEAD + "q,magic,14,数,scored,,,1\n", "assessment.item_subject"),
        ("a.csv", HEAD + "q,maths,4,数,scored,,,1\n", "assessment.item_grade"),
        ("a.csv", HEAD + "q,maths,14,数,scored,,,0\n", "assessment.item_fault"),
        ("a.csv", HEAD + "q@1,maths,14,数,scored,,,1\n", "assessment.item_code"),
        ("a.csv", HEAD + "q,maths,14,数,scored,,,1\nq,maths,14,数,scored,,,1\n", "assessment.item_twice"),
        ("a.csv", HEAD, "assessment.no_items"),
        ("a.xml", "<!DOCTYPE x><assessmentItem/>", "assessment.qti_size"),
        (
            "a.xml",
            "<assessmentItem identifier='q'><itemBody><orderInteraction/></itemBody></assessmentItem>",
            "assessment.qti_kind",
        ),
        ("a.zip", "no package", "assessment.unreadable"),
    ],
)
def test_bad_items_are_refused(name: str, content: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read_items(name, content.encode(), GRADES, {})
    assert rule in {p.rule for p in refused.value.problems}
