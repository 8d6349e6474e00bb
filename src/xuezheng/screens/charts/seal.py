"""The seal: the only ornament. Characters stand vertically in Chinese, the word lies in English."""

from xuezheng.screens.charts.svg import Svg, element, joined
from xuezheng.screens.components.states import STATE_WORDS, State
from xuezheng.screens.numbers import is_english


def seal_svg(language: str) -> Svg:
    """已核定 in a double frame, 40 × 92; CERTIFIED, 132 × 40."""
    words = STATE_WORDS[State.CERTIFIED].in_(language)
    if is_english(language):
        width, height = 132.0, 40.0
        text = element("text", words.upper(), class_="seal-word", x=66, y=26, text_anchor="middle", textLength=104)
    else:
        width, height = 40.0, 92.0
        places = (28.6, 53.9, 79.3)
        text = joined(
            *(
                element("text", character, class_="seal-sign", x=20, y=y, text_anchor="middle")
                for character, y in zip(words, places, strict=True)
            )
        )
    frame = {"fill": "none", "stroke": "var(--seal)"}
    outer = element("rect", x=1.5, y=1.5, width=width - 3, height=height - 3, stroke_width=3, **frame)
    inner = element("rect", x=5.5, y=5.5, width=width - 11, height=height - 11, stroke_width=1, **frame)
    return element(
        "svg", joined(outer, inner, text), class_="seal", width=width, height=height,
        viewBox=f"0 0 {width:g} {height:g}", role="img", aria_label=words,
    )  # fmt: skip
