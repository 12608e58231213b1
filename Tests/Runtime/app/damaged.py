"""Damaged copies of a safetensors file: damaged.py FILE OUT VALUE [FROM], all values from FROM on being VALUE."""
import struct
import sys

data = bytearray(open(sys.argv[1], "rb").read())
start = 8 + struct.unpack("<Q", data[:8])[0] + 4 * int((sys.argv[4:] or ["0"])[0])
data[start:] = struct.pack("<f", float(sys.argv[3])) * ((len(data) - start) // 4)
open(sys.argv[2], "wb").write(data)
