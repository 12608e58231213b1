#!/usr/bin/env python3
"""Prints the median speed of decode alone and beside busy processes, and the share that is kept."""
import json
import statistics
import sys

speeds = {"quiet": [], "busy": []}
for line in open(sys.argv[1]):
    name, rest = line.split(" ", 1)
    runs = {run["run"]: run["tokens_per_second"] for run in json.loads(rest)["runs"]}
    speeds[name].append(runs["decode"])

quiet, busy = (statistics.median(speeds[name]) for name in ["quiet", "busy"])
shares = [b / q for q, b in zip(speeds["quiet"], speeds["busy"])]
print(
    f"decode   quiet {quiet:8.1f} tokens/s   busy {busy:8.1f} tokens/s   "
    f"kept {busy / quiet:.0%} ({min(shares):.0%} to {max(shares):.0%}, {len(shares)} rounds)"
)
