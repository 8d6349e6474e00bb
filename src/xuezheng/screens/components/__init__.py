"""What components show, as plain frozen data: pages build these, the template tags of `screens` render them."""

from xuezheng.screens.components.chart import (
    Bars,
    Break,
    Point,
    PointMark,
    Ranking,
    RankingRow,
    Series,
    Target,
    Trend,
)
from xuezheng.screens.components.figure import Comparison, Figure
from xuezheng.screens.components.geo import Map, MapArea, MapDot, MapSymbol, MapText
from xuezheng.screens.components.page import Page, SignedIn, YearChoice
from xuezheng.screens.components.states import Mark, State
from xuezheng.screens.components.table import Cell, Column, Row, Table, TableQuery, arrange, matching
from xuezheng.screens.components.text import Action, Link, Text, say
from xuezheng.screens.components.work import (
    Decision,
    Definition,
    EmptyState,
    Notice,
    Person,
    Progress,
    ProvenanceStep,
    Step,
    problem_notice,
)

__all__ = [
    "Action", "Bars", "Break", "Cell", "Column", "Comparison", "Decision", "Definition", "EmptyState", "Figure", "Link",
    "Map", "MapArea", "MapDot", "MapSymbol", "MapText", "Mark", "Notice", "Page", "Person", "Point", "PointMark", "Progress",
    "ProvenanceStep", "Ranking", "RankingRow", "Row", "Series", "SignedIn", "State", "Step", "Table", "TableQuery",
    "Target", "Text", "Trend", "YearChoice", "arrange", "matching", "problem_notice", "say",
]  # fmt: skip
