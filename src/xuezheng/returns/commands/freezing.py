"""`xuezheng freeze` and `xuezheng returns`."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from xuezheng.engine.catalogue import catalogue, sql_store
from xuezheng.engine.commands import Command, say
from xuezheng.engine.frozen import Frozen as EveryReturn
from xuezheng.engine.instance import Instance, no_instance
from xuezheng.engine.keeping import keep_figures
from xuezheng.engine.offices import ReturnScope, declared
from xuezheng.engine.snapshots import FrozenReturn, damaged, frozen_returns
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import cities_registered, read_once, years_reported
from xuezheng.returns.actions import check_return, do_freeze
from xuezheng.returns.difference import TableDifference, difference
from xuezheng.returns.validation import Finding, all_tables

LEFT_OUT_SHOWN = 5
ROWS_SHOWN = 10


def scopes(city: str | None, year: int | None) -> list[list[ReturnScope]]:
    """What to freeze: the years of each city, oldest first. Raises Refused where the register has nothing of the kind."""
    cities = [city] if city else cities_registered()
    found = [[ReturnScope(code, SchoolYear(y)) for y in years_reported(code) if year in (None, y)] for code in cities]
    found = [years for years in found if years]
    if not found:
        what = Words("登记中没有可以冻结的学年。", "The register holds no school year to freeze.")
        cure = Words("先导入学校和班级。", "Import institutions and classes first.")
        raise Refused([Problem("return.nothing", what, which=f"{city or ''} {year or ''}".strip(), cure=cure)])
    return found


def instance_here() -> Instance:
    """The instance of the working folder. Raises Refused where there is none."""
    instance = Instance.here()
    if not instance.about():
        raise no_instance(instance.home)
    return instance


def freeze_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--city", metavar="CODE", help="511000; 全部 / all")
    parser.add_argument("--year", type=int, metavar="YEAR", help="2023 = 2023—2024; 全部 / all")
    parser.add_argument("--reason", default="", help="更正的原因 / why a frozen return is corrected")
    parser.add_argument(
        "--zero",
        action="append",
        default=[],
        metavar="TABLE",
        help="零报告：这个表本年确实没有，不是没有填报 / nothing to report there, rather than not reported",
    )
    parser.add_argument("--check-only", action="store_true", help="只校验，不冻结 / check, freeze nothing")


def freeze(args: Namespace) -> int:
    """Check and freeze; exit code 1 where a rule stops one of them (the others are frozen all the same)."""
    instance, began, refused = instance_here(), time.monotonic(), 0
    work = scopes(args.city, args.year)
    total, number = sum(len(years) for years in work), 0
    for years in work:
        with read_once():
            for scope in years:
                number += 1
                refused += not freeze_one(instance, scope, args, f"[{number}/{total}] {scope.city_code} {scope.year}")
    seconds = time.monotonic() - began
    if refused:
        say(
            f"{refused} 份年报未通过校验，用时 {seconds:.1f} 秒。",
            f"{refused} returns did not pass, in {seconds:.1f} s.",
        )
    else:
        say(f"共 {total} 份年报，用时 {seconds:.1f} 秒。", f"{total} returns in {seconds:.1f} s.")
    if refused < total and not args.check_only:
        kept = keep_figures(instance, catalogue(declared(), sql_store(instance)), EveryReturn.of(instance))
        rows = kept.figures.manifest["row_count"]
        say(f"指标已随之算好：{rows:,} 个数。", f"The figures follow: {rows:,} of them.")
    return 1 if refused else 0


def freeze_one(instance: Instance, scope: ReturnScope, args: Namespace, head: str) -> bool:
    """One city and year; prints what came of it; gives whether it passed."""
    offices = declared()
    if args.check_only:
        findings = check_return(instance, scope, offices)
        errors = [f for f in findings if f.is_error]
        say(
            f"{head}  {len(errors)} 条规则不合，{len(findings) - len(errors)} 条提醒",
            f"{head}  {len(errors)} rules broken, {len(findings) - len(errors)} warnings",
        )
        show_findings(findings)
        return not errors
    try:
        done = do_freeze(instance, scope, offices, reason=args.reason, zero=args.zero)
    except Refused as refusal:
        say(f"{head}  未冻结：", f"{head}  not frozen:")
        for problem in refusal.problems:
            say("  " + problem.sentence("zh"), "  " + problem.sentence("en"))
        return False
    rows = sum(entry["row_count"] for entry in done.frozen.manifest.tables.values())
    warned = sum(finding.rows.height for finding in done.warnings)
    if done.is_new:
        say(
            f"{head}  冻结为 {done.frozen.label}：{len(done.frozen.manifest.tables)} 表 {rows:,} 行，提醒 {warned:,} 行",
            f"{head}  frozen as {done.frozen.label}: {len(done.frozen.manifest.tables)} tables, {rows:,} rows, {warned:,} warnings",
        )
        show_differences(done.differences)
        if done.left_out:
            titles = [(name, all_tables(offices)[name].title) for name in done.left_out]
            some = [t for _, t in titles[:LEFT_OUT_SHOWN]]
            more = ("等", ", …") if len(titles) > LEFT_OUT_SHOWN else ("", "")
            say(
                f"  没有填报、指标为“未知”的有 {len(titles)} 张表：{'、'.join(t.zh for t in some)}{more[0]}；表名见网页“年报”。确实为零的，加 --zero 表名",
                f"  not reported, their figures unknown ({len(titles)}): {', '.join(t.en for t in some)}{more[1]}; named on the page Returns. Where there is truly none, add --zero TABLE",
            )
    else:
        say(f"{head}  没有变化，{done.frozen.label} 仍然有效", f"{head}  unchanged, {done.frozen.label} stands")
    return True


def show_findings(findings: list[Finding]) -> None:
    for finding in findings:
        mark = ("错误", "error") if finding.is_error else ("提醒", "warning")
        count = f"{finding.rows.height:,}"
        say(
            f"  {mark[0]} {finding.rule}：{finding.sentence.zh}（{count} 行）",
            f"  {mark[1]} {finding.rule}: {finding.sentence.en} ({count} rows)",
        )
        for problem in finding.problems(ROWS_SHOWN if finding.is_error else 3):
            said = Words(problem.got, problem.got) if problem.got else problem.what
            say(f"    {problem.which}  {said.zh}", f"    {problem.which}  {said.en}")


def show_differences(differences: tuple[TableDifference, ...] | list[TableDifference]) -> None:
    for one in differences:
        say(
            f"  {one.table}：增 {one.added.height} 行，减 {one.removed.height} 行，改 {one.changed.height} 处",
            f"  {one.table}: {one.added.height} rows added, {one.removed.height} removed, {one.changed.height} values changed",
        )
        for line in difference_lines(one):
            print(f"    {line}", flush=True)


def difference_lines(one: TableDifference, limit: int = ROWS_SHOWN) -> Iterator[str]:
    """The first rows of a difference: + added, - removed, ~ changed."""
    for sign, frame in (("+", one.added), ("-", one.removed)):
        for row in frame.head(limit).iter_rows(named=True):
            yield f"{sign} " + " ".join(f"{name}={value}" for name, value in row.items() if value is not None)
    for row in one.changed.head(limit).iter_rows(named=True):
        change = f"{row.pop('column')}: {row.pop('before')} → {row.pop('after')}"
        yield "~ " + " ".join(f"{name}={value}" for name, value in row.items() if value is not None) + "  " + change


def returns_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--difference",
        nargs=4,
        metavar=("CITY", "YEAR", "R1", "R2"),
        help="511000 2023 1 2：两个修订的差异 / what changed",
    )


def returns(args: Namespace) -> int:
    """List the frozen returns and verify their hashes, or show the difference of two revisions."""
    found = frozen_returns(instance_here(), latest_only=False)
    if args.difference:
        return show_difference_of(found, *args.difference)
    if not found:
        say("还没有冻结的年报：用 xuezheng freeze。", "Nothing is frozen yet: run xuezheng freeze.")
    bad = 0
    for frozen in found:
        broken = damaged(frozen.folder)
        bad += bool(broken)
        rows = sum(entry["row_count"] for entry in frozen.manifest.tables.values())
        verdict = (
            ("完好", "intact") if not broken else (f"已损坏：{'、'.join(broken)}", f"damaged: {', '.join(broken)}")
        )
        head = f"{frozen.city_code} {SchoolYear(frozen.year)} {frozen.label}"
        say(f"{head}  {rows:,} 行  {verdict[0]}", f"{head}  {rows:,} rows  {verdict[1]}")
    return 1 if bad else 0


def show_difference_of(found: list[FrozenReturn], city: str, year: str, first: str, second: str) -> int:
    wanted = [int(r.removeprefix("r")) if r.removeprefix("r").isdigit() else -1 for r in (first, second)]
    by_revision = {r.revision: r for r in found if (r.city_code, str(r.year)) == (city, year)}
    missing = [r for r in wanted if r not in by_revision]
    if missing:
        what = Words("没有这个修订。", "There is no such revision.")
        cure = Words("xuezheng returns 列出全部修订。", "xuezheng returns lists them all.")
        raise Refused([Problem("return.unknown", what, which=f"{city} {year} {first} {second}", cure=cure)])
    tables = all_tables(declared())
    differences = difference(by_revision[wanted[0]], by_revision[wanted[1]], tables)
    if not differences:
        say("两个修订的表完全相同。", "The tables of the two revisions are the same.")
    show_differences(differences)
    return 0


COMMANDS = (
    Command("freeze", Words("校验并冻结年报", "check and freeze the annual returns"), freeze_arguments, freeze),
    Command(
        "returns",
        Words("列出年报、核对散列、比较修订", "list returns, verify hashes, compare revisions"),
        returns_arguments,
        returns,
    ),
)
