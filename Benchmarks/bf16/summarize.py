#!/usr/bin/env python3
"""Prints the median speed with both formats and the median of their ratios, round by round."""
import json
import statistics
import sys

speeds = {"none": [], "bf16": []}
for line in open(sys.argv[1]):
    name, rest = line.split(" ", 1)
    runs = {run["run"]: run["tokens_per_second"] for run in json.loads(rest)["runs"]}
    speeds[name].append(runs)

for what in ["prefill", "decode"]:
    ratios = [b[what] / a[what] for a, b in zip(speeds["none"], speeds["bf16"])]
    f32, bf16 = (statistics.median(r[what] for r in speeds[name]) for name in ["none", "bf16"])
    print(
        f"{what:8} f32 {f32:8.1f} tokens/s   bf16 {bf16:8.1f} tokens/s   "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, {len(ratios)} rounds)"
    )
