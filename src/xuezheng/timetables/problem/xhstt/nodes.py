"""XML as a tree of elements that know their line; the faults found in it."""

from dataclasses import dataclass, field
from xml.parsers import expat

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list["Node"])

    def first(self, tag: str) -> "Node | None":
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> list["Node"]:
        return [child for child in self.children if child.tag == tag]

    def below(self, *tags: str) -> list["Node"]:
        """The children of the first child of the first tag, and so on; empty where one is missing."""
        at: Node | None = self
        for tag in tags:
            at = at.first(tag) if at else None
        return at.children if at else []

    def said(self, tag: str) -> str:
        """The text of a child, without the white space around it; empty if there is no such child."""
        child = self.first(tag)
        return child.text.strip() if child else ""


def tree(content: bytes, name: str) -> Node:
    """The root element of an XML file. Refuses what is no XML, and document types (which could expand without bound)."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    top = Node("", {}, 0)
    open_nodes = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag, attributes, parser.CurrentLineNumber)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(tag: str) -> None:
        open_nodes.pop()

    def characters(text: str) -> None:
        open_nodes[-1].text += text

    def doctype(*_: object) -> None:
        what = Words("文件带有文档类型声明，不予读取。", "The file declares a document type, which is not read.")
        raise Refused([Problem("xml_doctype", what, where=f"{name}:{parser.CurrentLineNumber}")])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        what = Words("文件不是格式良好的 XML。", "The file is not well-formed XML.")
        raise Refused(
            [Problem("xml_malformed", what, where=f"{name}:{fault.lineno}", got=expat.ErrorString(fault.code))]
        ) from fault
    return top.children[0]


@dataclass
class Faults:
    """Everything that is wrong with a file, gathered so that all of it is told at once."""

    file: str
    found: list[Problem] = field(default_factory=list[Problem])

    def add(self, rule: str, zh: str, en: str, node: Node, which: str = "", got: str = "") -> None:
        self.found.append(Problem(rule, Words(zh, en), which=which, where=f"{self.file}:{node.line}", got=got))

    def missing(self, tag: str, node: Node, which: str) -> None:
        self.add("xml_missing", f"缺少 {tag}。", f"{tag} is missing.", node, which or node.tag)

    def unknown(self, node: Node, which: str) -> None:
        self.add("xml_unknown", "XHSTT 没有这个元素。", "XHSTT has no such element here.", node, which, f"<{node.tag}>")

    def dangling(self, node: Node, which: str, reference: str) -> None:
        self.add(
            "xml_dangling",
            f"{node.tag} 引用了不存在的 id。",
            f"The reference of {node.tag} names an id that does not exist.",
            node,
            which,
            reference,
        )

    def number(self, node: Node, tag: str, which: str, default: int | None = None) -> int:
        """A whole number that is not negative; 0 where a fault was noted."""
        text = node.said(tag)
        if not text:
            if default is None:
                self.missing(tag, node, which)
            return default or 0
        if text.isascii() and text.isdigit():
            return int(text)
        self.add(
            "xml_number",
            f"{tag} 须为非负整数。",
            f"{tag} must be a whole number that is not negative.",
            node,
            which,
            text,
        )
        return 0

    def raise_all(self) -> None:
        if self.found:
            raise Refused(self.found)


class Index:
    """Positions by id; notes ids that stand twice."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.places: dict[str, int] = {}

    def add(self, node: Node) -> str:
        name = node.attributes.get("Id", "")
        if not name:
            self.faults.missing("Id", node, node.tag)
        elif name in self.places:
            self.faults.add("xml_twice", f"{node.tag} 的 id 重复。", f"This id of {node.tag} stands twice.", node, name)
        self.places.setdefault(name, len(self.places))
        return name

    def find(self, node: Node, which: str) -> int:
        """The position that `node`'s Reference names; -1 where a fault was noted."""
        reference = node.attributes.get("Reference")
        if reference is None:
            self.faults.missing("Reference", node, f"{which} {node.tag}".strip())
            return -1
        if (place := self.places.get(reference, -1)) < 0:
            self.faults.dangling(node, which, reference)
        return place
