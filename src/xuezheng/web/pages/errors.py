"""What a visitor sees where a page cannot be shown: why, and where to go on."""

import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by
from xuezheng.access.rules import POLICY
from xuezheng.ground.disk import full_disk
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import NotRegistered
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, EmptyState

# The frame of a page that nothing is asked for but the type faces, which lie on the disk.
PLAIN = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<title>学政 Xuezheng</title><link rel="stylesheet" href="/static/screens/tokens.css">'
    '<link rel="stylesheet" href="/static/screens/fonts.css"><link rel="stylesheet" href="/static/screens/pieces.css"><div class="page">'
)
HOME = Action(Words("回到首页", "Go to the first page"), "/")


def shown(request: HttpRequest, status: int, title: Words, text: Words) -> HttpResponse:
    page = page_for(request, title)
    return render(request, "web/error.html", {"page": page, "empty": EmptyState(title, text, (HOME,))}, status=status)


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    """404; but for somebody whose own area is not registered yet, what to do first."""
    if isinstance(exception, NotRegistered):
        return nothing_registered(request, exception.code)
    return shown(
        request,
        404,
        Words("没有这一页", "There is no such page"),
        Words(
            "地址可能写错了，或这所学校、这个指标不在登记册里。用上方的搜索试试。",
            "The address may be mistyped, or the register has no such school or figure. Try the search above.",
        ),
    )


def nothing_registered(request: HttpRequest, code: str) -> HttpResponse:
    """The first page of an empty instance: what to do first."""
    title = Words("登记册还是空的", "The register is empty")
    roles = {held.role for held in held_by(request.user)}
    may_import = bool(roles & POLICY["register.import"])
    text = Words(
        f"登记册里还没有您的地区（{code}）。先导入地区、学校和班级：下载填报模板，填好送来，试读无误再写入；然后冻结年报，指标随之算出。",
        f"The register does not have your area ({code}) yet. First import areas, schools and classes: download the workbook, "
        "fill it, send it in; what is right is written. Then freeze the return, and its figures follow.",
    )
    actions = (Action(Words("去导入", "Import"), reverse("imports"), is_main=True),) if may_import else ()
    return render(
        request, "web/error.html", {"page": page_for(request, title), "empty": EmptyState(title, text, actions)}
    )


def forbidden(request: HttpRequest, exception: Any) -> HttpResponse:
    """403."""
    return shown(
        request,
        403,
        Words("您的角色看不到这一页", "Your role does not reach this page"),
        Words(
            "每个角色只看自己的地区或学校。需要更大的范围，请找本单位管理员授权。",
            "Each role sees its own area or school. If you need more, ask your office's administrator for a role.",
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: plain, because what broke may be what a full page needs; 507 where it was the disk, which is full."""
    error = sys.exception()
    if error and (full := full_disk(error, settings.INSTANCE.home)):
        cure = full.cure or full.what
        text = f'{PLAIN}<h1>{full.what.zh}</h1><p>请管理员{cure.zh}</p><p lang="en">{full.what.en} {cure.en}</p>'
        return HttpResponse(text, status=507)
    text = (
        f"{PLAIN}<h1>出错了 Something broke</h1><p>没有写入任何东西；请稍后再试，或把时间告诉管理员。</p>"
        '<p lang="en">Nothing was written; try again later, or tell the administrator the time.</p>'
    )
    return HttpResponse(text, status=500)
