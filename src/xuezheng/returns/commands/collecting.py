"""`xuezheng collect`: open a collection, see how far it has come and who is late, remind, check again, hand the forms on.

Signatures are given on the pages, by people who sign in: there is no command for them.
"""

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from xuezheng.engine.commands import Command, say
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.returns.actions import do_look_over_city, do_open, do_remind
from xuezheng.returns.actions.collecting import all_checks
from xuezheng.returns.actions.reminding import is_late_on, last_reminded, late_and_open
from xuezheng.returns.issuing import school_forms, summed_forms
from xuezheng.returns.models import Collection, Part
from xuezheng.returns.rules import FROZEN, OPEN, STANDING_WORDS, Dues, days_late, standing, usual_dues
from xuezheng.returns.words import row_words

HEADINGS = ("code", "name", "county", "progress", "days_late", "empty_fields", "errors", "unexplained", "reminded_on")


def collection_of(args: Namespace) -> Collection:
    """The collection that was named; the newest of the city (of all) where no year is given. Raises Refused."""
    found = Collection.objects.all()
    found = found.filter(city_code=args.city) if args.city else found
    found = found.filter(school_year=args.year) if args.year else found
    one = found.order_by("-school_year", "city_code").first()
    if one is None:
        what = Words("没有这样的填报。", "There is no such collection.")
        cure = Words("用 xuezheng collect open 开始填报。", "Open one: xuezheng collect open")
        raise Refused(
            [Problem("return.no_collection", what, which=f"{args.city} {args.year or ''}".strip(), cure=cure)]
        )
    return one


def open_one(args: Namespace) -> int:
    usual = usual_dues(args.year)
    dues = Dues(args.schools_by or usual.school_on, args.counties_by or usual.county_on, args.city_by or usual.city_on)
    made = do_open(settings.INSTANCE, args.city, args.year, dues)
    count = made.parts.filter(level="school").count()
    say(
        f"已开始填报：{count}所学校，{dues.school_on}以前签字；区县{dues.county_on}，市{dues.city_on}。",
        f"Open: {count} schools sign by {dues.school_on}, counties by {dues.county_on}, the city by {dues.city_on}.",
    )
    return 0


def status(args: Namespace) -> int:
    """One line a county: schools due, filled in, signed, late, what is lacking. Exit code 1 where somebody is late."""
    found, today = collection_of(args), timezone.localdate()
    schools = list(found.parts.filter(level="school"))
    city = found.parts.get(level="city")
    area = area_words(found.city_code)
    state = ("已冻结", "frozen") if city.state == FROZEN else ("填报中", "being collected")
    say(
        f"{area.zh} {found.school_year}学年：{state[0]}；学校{found.school_due_on}，区县{found.county_due_on}，市{found.city_due_on}",
        f"{area.en} {found.school_year}: {state[1]}; schools by {found.school_due_on}, counties {found.county_due_on}, the city {found.city_due_on}",
    )
    late_in_all = 0
    for county in found.parts.filter(level="county").order_by("code"):
        own = [p for p in schools if p.county_code == county.code]
        filled = sum(not p.lacking_count and not p.error_count for p in own)
        signed, late = sum(p.state != OPEN for p in own), sum(is_late_on(found, p, today) for p in own)
        lacking, errors = sum(p.lacking_count for p in own), sum(p.error_count for p in own)
        late_in_all += sum(p.state == OPEN and is_late_on(found, p, today) for p in own)
        mark = ("区县已签", "signed by the county") if county.state != OPEN else ("区县未签", "county has not signed")
        say(
            f"  {county.code} {county.name}  应报{len(own)} 填完{filled} 签字{signed} 迟{late} 没填{lacking}项 错误{errors}  {mark[0]}",
            f"  {county.code} {county.name}  due {len(own)} filled {filled} signed {signed} late {late} empty fields {lacking} errors {errors}  {mark[1]}",
        )
    return 1 if late_in_all else 0


def late(args: Namespace) -> int:
    """The schools that have not signed though their day is past; as CSV with --csv."""
    found, today = collection_of(args), timezone.localdate()
    parts = late_and_open(found, today, args.county)
    counties = dict(found.parts.filter(level="county").values_list("code", "name"))
    reminded = last_reminded(parts)
    rows = [
        (
            p.code, p.name, counties.get(p.county_code, p.county_code), _standing(p), days_late(found.school_due_on, None, today),
            p.lacking_count, p.error_count, p.unexplained_count,
            timezone.localdate(reminded[p.pk].at).isoformat() if p.pk in reminded else "",
        )
        for p in parts
    ]  # fmt: skip
    if args.csv:
        with open(args.csv, "w", newline="", encoding="utf-8-sig") if args.csv != "-" else sys.stdout as stream:
            csv.writer(stream).writerows([HEADINGS, *rows])
        if args.csv == "-":
            return 0
    else:
        for row in rows:
            reminder = (f"，{row[8]}催过", f", reminded {row[8]}") if row[8] else ("", "")
            say(
                f"{row[0]} {row[1]}（{row[2]}）{row[3]}，迟{row[4]}天，没填{row[5]}项，错误{row[6]}，没说明{row[7]}{reminder[0]}",
                f"{row[0]} {row[1]} ({row[2]}) {row[3]}, {row[4]} days late, {row[5]} empty, {row[6]} errors, {row[7]} unexplained{reminder[1]}",
            )
    say(f"共{len(rows)}所学校迟报未签。", f"{len(rows)} schools are late and have not signed.")
    return 0


def _standing(part: Part) -> str:
    key = standing(part.state, OPEN, OPEN, is_filled=not part.lacking_count and not part.error_count)
    return STANDING_WORDS[key].in_(shell_language())


def school_of(found: Collection, code: str) -> Part:
    part = found.parts.filter(level="school", code=code).select_related("collection").first()
    if part is None:
        what = Words("这次填报里没有这所学校。", "The collection has no such school.")
        raise Refused([Problem("return.no_school", what, which=code)])
    return part


def school(args: Namespace) -> int:
    """What stands between one school and its signature."""
    part, checks = school_of(collection_of(args), args.code), all_checks()
    say(
        f"{part.code} {part.name}：{_standing(part)}，没填{part.lacking_count}项，错误{part.error_count}，没说明的提示{part.unexplained_count}",
        f"{part.code} {part.name}: {_standing(part)}, {part.lacking_count} empty fields, {part.error_count} errors, {part.unexplained_count} unexplained",
    )
    for form, count in part.lacking_by_form.items():
        say(f"  {form}：{count}项没填", f"  {form}: {count} empty")
    for one in part.objections.all():
        check = checks.get(one.rule)
        sentence = check.sentence if check else Words(one.rule, one.rule)
        say(f"  {one.severity} {sentence.zh}", f"  {one.severity} {sentence.en}")
        for row in one.rows:
            print("    " + row_words(row).in_(shell_language()))
    return 0


def remind(args: Namespace) -> int:
    found = collection_of(args)
    parts = late_and_open(found, timezone.localdate(), args.county)
    done = do_remind(parts, note=args.note)
    say(
        f"已催{done.schools}所学校，记在各校页面上；邮件{done.mailed}封。",
        f"{done.schools} schools reminded, on their pages; {done.mailed} letters by mail.",
    )
    if done.trouble:
        say(f"邮件没有发出：{done.trouble}", f"No mail went out: {done.trouble}")
    return 1 if done.trouble else 0


def check(args: Namespace) -> int:
    findings = do_look_over_city(settings.INSTANCE, collection_of(args))
    errors = sum(f.is_error for f in findings)
    say(
        f"已重新校验：{errors}条规则有错误，{len(findings) - errors}条有提示。",
        f"Checked again: {errors} rules with errors, {len(findings) - errors} with warnings.",
    )
    return 1 if errors else 0


def forms(args: Namespace) -> int:
    """The base forms as a workbook: of a school, a county, or the city."""
    found, language = collection_of(args), "en" if shell_language() == "en" else "zh-hans"
    if args.school:
        made = school_forms(settings.INSTANCE, school_of(found, args.school), language)
    else:
        schools = list(found.parts.filter(level="school", **({"county_code": args.county} if args.county else {})))
        if not schools:
            what = Words("这个区县没有应报的学校。", "No school of the county is due.")
            raise Refused([Problem("return.no_school", what, which=args.county)])
        made = summed_forms(settings.INSTANCE, found, schools, args.county, language)
    args.file.write_bytes(made)
    print(args.file)
    return 0


def arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def part(name: str, zh: str, en: str, run: Callable[[Namespace], int], *, is_new: bool = False) -> ArgumentParser:
        made = parts.add_parser(name, help=f"{zh} / {en}")
        made.add_argument("--city", metavar="CODE", default="", required=is_new, help="511000")
        made.add_argument("--year", type=int, metavar="YEAR", required=is_new, help="2024 = 2024—2025")
        made.set_defaults(do=run)
        return made

    own = part("open", "开始填报", "open a collection", open_one, is_new=True)
    for level, zh in (("schools", "学校"), ("counties", "区县"), ("city", "市")):
        own.add_argument(
            f"--{level}-by", type=date.fromisoformat, metavar="YYYY-MM-DD", help=f"{zh}签字截止 / {level} sign by"
        )
    part("status", "各区县进度", "how far each county has come", status)
    own = part("late", "迟报未签的学校", "schools that are late", late)
    own.add_argument("--county", metavar="CODE", default="")
    own.add_argument("--csv", metavar="FILE", help="写成 CSV，- 为屏幕 / as CSV, - for the screen")
    own = part("school", "一所学校还差什么", "what one school lacks", school)
    own.add_argument("code")
    own = part("remind", "催报", "remind the schools that are late", remind)
    own.add_argument("--county", metavar="CODE", default="")
    own.add_argument("--note", default="", help="写在学校页面上的话 / what stands on the school's page")
    part("check", "全市重新校验", "ask every rule again", check)
    own = part("forms", "基层表（XLSX）", "the base forms as XLSX", forms)
    own.add_argument("file", type=Path)
    own.add_argument("--county", metavar="CODE", default="")
    own.add_argument("--school", metavar="CODE", default="")


def collect(args: Namespace) -> int:
    return int(args.do(args))


COMMANDS = (
    Command(
        "collect",
        Words("年报的填报：开始、进度、迟报、催报、基层表", "collecting the return: open, status, late, remind, forms"),
        arguments,
        collect,
    ),
)
