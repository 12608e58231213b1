#!/usr/bin/env python3
"""Prints the share of all processors, in percent, that is in use during one second in which this program sleeps.

A benchmark asks before each round, with nothing of its own running: whatever is in use then is others' work.
"""
import time


def times():
    """Time in use, with what the host took away, and all time, of all processors since the start (Linux)."""
    with open("/proc/stat") as file:
        user, nice, system, idle, wait, interrupt, soft, stolen = map(int, file.readline().split()[1:9])
    used = user + nice + system + interrupt + soft + stolen
    return used, used + idle + wait


used, total = times()
time.sleep(1)
later_used, later_total = times()
print(f"{100 * (later_used - used) / max(later_total - total, 1):.0f}")
