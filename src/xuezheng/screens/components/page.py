"""The frame of a page: what masthead, navigation, heading and footer show."""

from dataclasses import dataclass

from xuezheng.screens.components.states import State
from xuezheng.screens.components.text import Action, Link, Text
from xuezheng.screens.components.work import Notice, ProvenanceStep


@dataclass(frozen=True, slots=True)
class SignedIn:
    name: Text
    office: Text = ""
    href: str = ""
    sign_out_href: str = ""  # a POST


@dataclass(frozen=True, slots=True)
class YearChoice:
    """A school year to choose, by the calendar year it starts in."""

    start: int
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the layout needs; a page's template fills the block `content` only."""

    title: Text
    crumbs: tuple[Link, ...] = ()
    nav: tuple[Link, ...] = ()
    years: tuple[YearChoice, ...] = ()
    state: State | None = None
    lead: Text = ""
    aside: Text = ""  # small, beside the heading
    actions: tuple[Action, ...] = ()
    notices: tuple[Notice, ...] = ()
    has_seal: bool = False
    signed_in: SignedIn | None = None
    sign_in_href: str = ""
    search_href: str = ""
    search_words: str = ""
    home_href: str = "/"
    provenance: tuple[ProvenanceStep, ...] = ()
    colophon: Text = ""
    is_synthetic: bool = False
    is_heading_hidden: bool = False
