#!/usr/bin/env python3
"""Prints the median speed of both programs and the median of their ratios, round by round."""
import json
import statistics
import sys

ours, theirs = [], []
for line in open(sys.argv[1]):
    name, rest = line.split(" ", 1)
    if name == "ssdc":
        runs = {run["run"]: run["tokens_per_second"] for run in json.loads(rest)["runs"]}
        ours.append((runs["prefill"], runs["decode"]))
    else:
        words = rest.split()
        theirs.append((float(words[1]), float(words[3])))

for index, what in enumerate(["prefill", "decode"]):
    ratios = [a[index] / b[index] for a, b in zip(ours, theirs)]
    mine = statistics.median(a[index] for a in ours)
    peer = statistics.median(b[index] for b in theirs)
    print(
        f"{what:8} ssdc {mine:8.1f} tokens/s   llama.cpp {peer:8.1f} tokens/s   "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, {len(ratios)} rounds)"
    )
