"""Counts as squares: how many students, and how many schools were added."""

from collections.abc import Mapping

from xuezheng.publication.drawings.pen import Canvas, Graphic, element, joined, label, square_path
from xuezheng.publication.entry import Entry
from xuezheng.screens.charts.svg import drawing
from xuezheng.screens.numbers import number

COLUMNS = (
    ("sn.higher_vocational_students_2020", "高职", "Colleges", "2020年", "2020", "fill:var(--slate-2)"),
    ("sn.higher_vocational_students_now", "高职", "Colleges", "2024年", "2024", "fill:var(--ink)"),
    (
        "sn.secondary_vocational_students",
        "中职",
        "Secondary",
        "2024年",
        "2024",
        "fill:var(--paper);stroke:var(--ink);stroke-width:1.2",
    ),
)
PER_ROW, PITCH, SIDE, HIGHEST = 6, 17.0, 13.5, 13
WIDTH, HEIGHT, GROUND = 330.0, 298.0, 254.0


def students(entries: Mapping[str, Entry], canvas: Canvas) -> Graphic:
    """Students of colleges then and now, and of secondary vocational schools; a square is a round number of them."""
    values = [entries[c[0]].computed or 0 if c[0] in entries else 0 for c in COLUMNS]
    per_square = next(
        step for step in (100, 200, 500, 1000, 2000, 5000, 10**9) if max(values) <= step * PER_ROW * HIGHEST
    )
    parts = [element("path", d=f"M0 {GROUND + 4.5:g}H{WIDTH:g}", style="stroke:var(--ink)")]
    said: list[str] = []
    for position, ((id, zh, en, year_zh, year_en, style), value) in enumerate(zip(COLUMNS, values, strict=True)):
        entry = entries.get(id)
        left = position * 114.0 + (0.5 if position == 2 else 0)
        count = round(value / per_square)
        rows = max(1, -(-count // PER_ROW))
        drawn = element(
            "path", d=square_path(count, left, GROUND, per_row=PER_ROW, pitch=PITCH, side=SIDE), style=style
        )
        top = label(canvas.readable(entry), left, GROUND - rows * PITCH - 8, size=22, weight=600, family="song")
        parts += [drawn, canvas.link(entry, top)]
        parts.append(label(canvas.word(zh, en), left, GROUND + 22))
        parts.append(label(canvas.word(year_zh, year_en), left, GROUND + 39, tone="ink-3"))
        said.append(f"{canvas.word(zh, en)} {year_en}: {canvas.value(entry)}")
    now = entries.get(COLUMNS[1][0])
    title = canvas.word(
        f"高职在校生，四年到{canvas.readable(now)}人", f"College students: {canvas.readable(now)} after four years"
    )
    note = canvas.word(f"每格{number(per_square)}人", f"One square is {number(per_square)} students")
    return Graphic(title, drawing(WIDTH, HEIGHT, "; ".join(said), *parts), note)


def remote_schools(entries: Mapping[str, Entry], canvas: Canvas) -> Graphic:
    """Every school that receives lessons: those that did in the first year filled, those added since hollow."""
    old, new = entries.get("ls.remote_schools_2018"), entries.get("ls.remote_schools_2024")
    before, now = (round(e.computed) if e and e.computed is not None else 0 for e in (old, new))
    kept, added = min(before, now), max(0, now - before)
    per_row, pitch, side = (25, 13.2, 9.0) if now <= 150 else (40, 8.25, 5.5)
    filled, hollow = [], []
    for index in range(kept + added):
        x, y = 2 + index % per_row * pitch, 3 + index // per_row * pitch
        if index < kept:
            filled.append(f"M{x:.1f} {y:.1f}h{side}v{side}h-{side}z")
        else:
            hollow.append(f"M{x + 0.5:.1f} {y + 0.5:.1f}h{side - 1}v{side - 1}h-{side - 1}z")
    rows = max(1, -(-(kept + added) // per_row))
    foot = 3 + rows * pitch + 17
    parts = [
        element("path", d="".join(filled), style="fill:var(--ink)"),
        element("path", d="".join(hollow), style="fill:none;stroke:var(--ink)"),
        canvas.link(old, label(canvas.word(f"■ {kept}所，2018年已有", f"■ {kept} in 2018 already"), 0, foot)),
        canvas.link(
            new, label(canvas.word(f"□ {added}所，其后增加", f"□ {added} added since"), 330, foot, anchor="end")
        ),
    ]
    said = canvas.word(f"{now}所远端学校，其中{before}所2018年已有", f"{now} remote schools, {before} of them in 2018")
    title = canvas.word(f"远端学校，六年添{added}所", f"Remote schools: {added} more in six years")
    return Graphic(title, drawing(330, foot + 6, said, *parts), canvas.word("每格1所", "One square is one school"))


def tiers(entries: Mapping[str, Entry], canvas: Canvas) -> Graphic:
    """Three tiers of wellbeing: the city's centre, the counties' centres, the schools' rooms."""
    city, county, rooms = (
        entries.get(id) for id in ("ls.wellbeing_city_centres", "ls.wellbeing_county_centres", "ls.counselling_rooms")
    )
    counts = [round(e.computed) if e and e.computed is not None else 0 for e in (city, county, rooms)]
    dots = joined(
        *(element("circle", cx=7 + 18 * i, cy=12, r=7, style="fill:var(--ink)") for i in range(min(counts[0], 8)))
    )
    middle = joined(
        *(element("circle", cx=7.5 + 16 * i, cy=42, r=5, style="fill:var(--ink)") for i in range(min(counts[1], 18)))
    )
    per_row, pitch, side = 58, 5.7, 3.6
    small: list[str] = []
    for index in range(min(counts[2], per_row * 12)):
        x, y = 2 + index % per_row * pitch, 62 + index // per_row * pitch
        small.append(f"M{x:.1f} {y:.1f}h{side}v{side}h-{side}z")
    rows = max(1, -(-len(small) // per_row))
    foot = 62 + rows * pitch + 17
    city_word = canvas.word(f"{canvas.value(city, 'n')} 市级中心", f"{canvas.value(city, 'n')} city centre")
    county_word = canvas.word(f"{canvas.value(county, 'n')} 县级分中心", f"{canvas.value(county, 'n')} county centres")
    room_word = canvas.word(
        f"{canvas.value(rooms, 'n')} 所学校的心理辅导室", f"{canvas.value(rooms, 'n')} counselling rooms in schools"
    )
    parts = [
        dots,
        canvas.link(city, label(city_word, 24 + 18 * (max(1, min(counts[0], 8)) - 1), 17)),
        middle,
        canvas.link(county, label(county_word, 12 + 16 * min(counts[1], 18), 46)),
        element("path", d="".join(small), style="fill:var(--slate)"),
        canvas.link(rooms, label(room_word, 0, foot)),
    ]
    said = f"{city_word}; {county_word}; {room_word}"
    return Graphic(canvas.word("三级心理服务网", "Three tiers of wellbeing"), drawing(330, foot + 5, said, *parts))
