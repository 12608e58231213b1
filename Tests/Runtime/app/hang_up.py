"""Runs a program on a terminal that is closed once it has written something: hang_up.py PROGRAM ARGUMENT...; exits as it does."""
import os
import pty
import sys

process, terminal = pty.fork()
if process == 0:
    os.execv(sys.argv[1], sys.argv[1:])
os.read(terminal, 64)
os.close(terminal)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
