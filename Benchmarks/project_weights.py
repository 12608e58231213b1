"""Reads the weights of a project that `ssdc compile --gemm builtin` made, for other programs to run the same numbers."""
import json

import numpy as np


def read_safetensors(path):
    """The tensors of a file, mapped."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = entry["data_offsets"]
        tensors[name] = data[begin:end].view(np.float32).reshape(entry["shape"])
    return tensors


def rows(packed, count):
    """A weight [count, K] from its panels [count/16, K, 16]."""
    return packed.transpose(0, 2, 1).reshape(-1, packed.shape[1])[:count]
