#!/usr/bin/env python3
"""Remake the draw of seats from roster.csv and rooms.csv beside this file: python3 remake_seats.py SEED

It prints the hash of the roster, which was published before the seed was thrown, and compares the seats with seats.csv.
"""

# pyright: basic
# ruff: noqa: B905, T201
# fmt: off
import csv
import hashlib
import sys
from pathlib import Path


def lot(*words):  # every lot is a hash: anybody can check one alone
    return hashlib.sha256("|".join(words).encode()).digest()


def settle(sat, place, free, key):  # exchange two by lot wherever that makes no more neighbours of one school
    def nearness(a, b):  # 2 side by side, 1 corner to corner
        x, y = abs(a[0] - b[0]), abs(a[1] - b[1])
        return 0 if max(x, y) != 1 else 3 - x - y

    near = [[(m, nearness(a, b)) for m, b in enumerate(place) if nearness(a, b)] for a in place]
    school = [sat[n]["school"] for n in range(len(place))]
    for step in range(400):
        if step >= 40 and not any(school[n] == school[m] for n in free for m, _ in near[n]):
            break
        partners = lot(key, str(step))
        for i, n in enumerate(free):
            m, change = free[partners[i % 32] % len(free)], 0
            for seat, other in ((n, m), (m, n)):
                change += sum(w * ((school[k] == school[other]) - (school[k] == school[seat])) for k, w in near[seat] if k != other)
            if change <= 0:
                sat[n], sat[m], school[n], school[m] = sat[m], sat[n], school[m], school[n]
    return sum(w for n in range(len(place)) for m, w in near[n] if school[n] == school[m])


def remake(roster, rooms, key):  # roster: number, school, pool, front; rooms: pool, room, columns
    seats = {}
    for pool in dict.fromkeys(room["pool"] for room in rooms):
        people = [p for p in roster if p["pool"] == pool]
        rank = {s: (-sum(p["school"] == s for p in people), lot(key, "school", s)) for s in {p["school"] for p in people}}
        people.sort(key=lambda p: (rank[p["school"]], lot(key, "candidate", p["number"])))
        used, left = [], len(people)
        for room in (r for r in rooms if r["pool"] == pool):
            high = [int(h) for h in room["columns"].split("-")]
            place = [(c, r) for c, h in enumerate(high) for r in (range(h) if c % 2 == 0 else range(h)[::-1])][:left]
            used, left = [*used, (room["room"], place, [])], left - len(place)
        slots = [((2 * k + 1) / len(u[1]), lot(key, "room", u[0]), j) for j, u in enumerate(used) for k in range(len(u[1]))]
        for person, (_, _, j) in zip(people, sorted(slots)):  # like cards: each school evenly over the rooms
            used[j][2].append(person)
        for name, place, there in used:
            many = {s: sum(p["school"] == s for p in there) for s in rank}
            there.sort(key=lambda p: (p["front"] != "1", -many[p["school"]], lot(key, "seat", name, p["school"]), lot(key, "seat", p["number"])))
            best = None
            for shift in (0, 1):  # four lattices, in each of which no two seats touch; others, should neighbours be left
                lattice = sorted(range(len(place)), key=lambda n: ((place[n][0] + shift * (place[n][1] > 3)) % 2, place[n][1] % 2, place[n]))
                first = [n for n in lattice if place[n][1] == 0][: sum(p["front"] == "1" for p in there)]
                free = [n for n in lattice if n not in first]
                sat = dict(zip(first + free, there))
                left = settle(sat, place, free, f"{key}|exchange {shift}|{name}")
                best = min(best or (left, shift, sat), (left, shift, sat), key=lambda b: b[:2])
                if not left:
                    break
            seats.update({p["number"]: (name, str(n + 1)) for n, p in best[2].items()})
    return seats


if __name__ == "__main__":
    content = {name: Path(__file__).with_name(name + ".csv").read_bytes() for name in ("roster", "rooms", "seats")}
    roster, rooms, drawn = (list(csv.DictReader(read.decode().splitlines())) for read in content.values())
    digest = hashlib.sha256(content["roster"] + content["rooms"]).hexdigest()
    made = remake(roster, rooms, sys.argv[1] + "|" + digest)
    same = made == {s["number"]: (s["room"], s["seat"]) for s in drawn}
    sys.exit(print(f"roster {digest}\nseats {len(made)}", "the same" if same else "DIFFERENT") or int(not same))
