"""The child's signature, without an account: the code from its slip, its own name, its own word; or why it does not sign."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.limits import is_spent, origin_of, spend
from xuezheng.assessment.actions import signing
from xuezheng.assessment.models import Portfolio, Record
from xuezheng.assessment.pages.where import Block
from xuezheng.assessment.rules.portfolio import DOMAINS, LEAST_KEY, plain_code
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Notice, problem_notice

TITLE = Words("我的综合素质档案", "My portfolio")
HOUR = 3600
WRONG_CODES, WRONG_WORDS = 30, 8  # an hour: of an address (a school's children share one); of a code
WAIT = Notice(
    Words("试得太多，请过一小时再来。", "Too many tries: come again in an hour."),
    Words("签字码在班主任发的纸条上。", "The code is on the slip from your teacher."),
    tone="must",
)
VOID = Notice(
    Words("这个签字码不能用。", "This code does not open anything."),
    Words(
        "可能打错了，也可能已经用过或换过；请向班主任要新的。",
        "It may be mistyped, used, or replaced: ask your teacher for a new one.",
    ),
    tone="must",
)


def said(one: Record) -> Words:
    """A record as one line to read."""
    domain, day = DOMAINS[one.domain], one.happened_on.isoformat()
    rest = f"{one.title}。{one.text}" if one.text else one.title
    return Words(f"{domain.zh} · {day}　{rest}", f"{domain.en} · {day}: {rest}")


def enter(request: HttpRequest) -> HttpResponse:
    """Where the code is typed in."""
    code = plain_code(request.POST.get("code", "")) if request.method == "POST" else ""
    notices: tuple[Notice, ...] = ()
    if code:
        found, notice = opened(request, code)
        if found is not None:
            return HttpResponseRedirect(reverse("quality-sign", args=[code]))
        notices = (notice,)
    page = page_for(request, TITLE, notices=notices)
    blocks = [Block(Words("输入签字码", "Your code"), (("assessment/enter_code.html", None),))]
    return render(request, "assessment/page.html", {"page": page, "blocks": blocks}, status=200 if not notices else 404)


def opened(request: HttpRequest, code: str) -> tuple[Portfolio | None, Notice]:
    """The portfolio of a code, or why it is not shown; wrong codes are counted by address."""
    origin = origin_of(request)
    if is_spent("quality-sign", origin, WRONG_CODES):
        return None, WAIT
    found = signing.by_secret(code)
    if found is None:
        spend("quality-sign", origin, WRONG_CODES, HOUR)
    return found, VOID


def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """For the child alone: read what was chosen, and sign with the own name and word, or say what is wrong."""
    found, notice = opened(request, secret)
    if found is None:
        page = page_for(request, TITLE, notices=(notice,))
        blocks = [Block(Words("输入签字码", "Your code"), (("assessment/enter_code.html", None),))]
        return render(request, "assessment/page.html", {"page": page, "blocks": blocks}, status=404)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST" and request.POST.get("do"):
        if is_spent("quality-word", plain_code(secret), WRONG_WORDS):
            notices = (WAIT,)
        else:
            try:
                return thanked(request, acted(request, secret))
            except Refused as refused:
                if any(p.rule in ("quality.word_wrong", "quality.name") for p in refused.problems):
                    spend("quality-word", plain_code(secret), WRONG_WORDS, HOUR)
                notices = tuple(problem_notice(p) for p in refused.problems)
    chosen = found.chosen.select_related("record").order_by("record__domain", "record__happened_on")  # type: ignore[attr-defined]
    text = Words(
        "请逐条看：是真的才签字；有错就写下来，由老师重新遴选。签字后不能再改。幼儿由监护人陪同签字。",
        "Read each: sign only if it is true; if not, write down what is wrong, and your teacher chooses anew. Once signed it cannot be "
        "changed. Small children sign with a guardian.",
    )
    year = Words(
        f"{found.school_year}—{found.school_year + 1} 学年", f"School year {found.school_year}–{found.school_year + 1}"
    )
    blocks = [
        Block(year, (("text", text), ("list", [said(c.record) for c in chosen]))),
        Block(Words("签字", "Sign"), (("assessment/sign.html", None),), 6),
        Block(Words("有错，不签", "Something is wrong"), (("assessment/decline.html", None),), 6),
    ]
    context = {
        "page": page_for(request, TITLE, notices=notices), "blocks": blocks, "has_key": signing.has_key(found), "least": LEAST_KEY,
        "asked": request.POST,
    }  # fmt: skip
    return render(request, "assessment/page.html", context)


def acted(request: HttpRequest, secret: str) -> Notice:
    """Sign, or decline. Raises Refused."""
    if request.POST.get("do") == "decline":
        signing.do_decline(secret, request.POST.get("text", ""))
        return Notice(
            Words("已转给老师，没有签字。", "Your teacher will read it. It is not signed."),
            Words("老师改好后会给你新的签字码。", "When it has been put right you get a new code."),
            tone="info",
        )
    signing.do_sign(secret, request.POST.get("name", ""), request.POST.get("word", ""))
    return Notice(
        Words("已签字，谢谢。", "Signed. Thank you."),
        Words(
            "学校接下来公示不少于十个工作日。", "Your school will now put it on display for ten working days at least."
        ),
        tone="info",
    )


def thanked(request: HttpRequest, notice: Notice) -> HttpResponse:
    page = page_for(request, TITLE, notices=(notice,))
    return render(request, "assessment/page.html", {"page": page, "blocks": []})
