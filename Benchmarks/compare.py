#!/usr/bin/env python3
"""Compares runs of `NAME bench --json` that were made in turn: medians, and medians of the ratios to the first, round by round.

Usage: compare.py RESULTS     RESULTS: lines of a name and the JSON of one run; equally many for each name
"""
import json
import statistics
import sys

speeds = {}
for line in open(sys.argv[1]):
    name, rest = line.split(" ", 1)
    runs = {run["run"]: run["tokens_per_second"] for run in json.loads(rest)["runs"]}
    speeds.setdefault(name, []).append(runs)

base = next(iter(speeds.values()))
width = max(map(len, speeds))
for what in base[0]:
    for name, rounds in speeds.items():
        ratios = [mine[what] / other[what] for mine, other in zip(rounds, base)]
        print(
            f"{what:8} {name:{width}} {statistics.median(r[what] for r in rounds):8.1f} tokens/s   "
            f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, {len(ratios)} rounds)"
        )
