#!/usr/bin/env python3
"""Prints a table of the median speeds of both programs and the medians of their ratios, round by round.

Usage: summarize.py RESULTS     RESULTS: lines of shape, weights, threads, then a program and what it printed, or `busy` and a percentage
"""
import json
import statistics
import sys

# Others' share of the processors, in percent, from which a round no longer counts as quiet.
QUIET = 5


def speeds(program, rest):
    """Tokens per second of prefill and of decode, from the line of a program."""
    if program == "llama.cpp":
        words = rest.split()
        return float(words[1]), float(words[3])
    runs = {run["run"]: run["tokens_per_second"] for run in json.loads(rest)["runs"]}
    return runs["prefill"], runs["decode"]


cases, busy = {}, []
for line in open(sys.argv[1]):
    shape, weights, threads, program, rest = line.split(" ", 4)
    if program == "busy":
        busy.append(float(rest))
    else:
        runs = cases.setdefault((shape, weights, threads), {})
        runs.setdefault(program, []).append(speeds(program, rest))

print("| shape | weights | threads | prefill, tokens/s | llama.cpp | ratio | decode, tokens/s | llama.cpp | ratio |")
print("|---|---|---|---|---|---|---|---|---|")
for (shape, weights, threads), runs in cases.items():
    cells = [shape, {"f32": "F32", "bf16": "bf16, F16"}[weights], threads]
    for index in range(2):
        ours = [run[index] for run in runs["ssdc"]]
        theirs = [run[index] for run in runs["llama.cpp"]]
        ratios = [a / b for a, b in zip(ours, theirs)]
        cells += [f"{statistics.median(ours):.1f}", f"{statistics.median(theirs):.1f}"]
        cells += [f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f})"]
    print("| " + " | ".join(cells) + " |")

loud = [share for share in busy if share > QUIET]
if loud:
    print(
        f"\nThe machine was not quiet: before {len(loud)} of {len(busy)} rounds other programs "
        f"used more than {QUIET} % of the processors, up to {max(loud):.0f} %."
    )
