#!/usr/bin/env python3
"""Runs a compiled Mamba-2 model's weights with PyTorch, eagerly, by the model of Hugging Face's transformers.

Usage: speed.py PROJECT THREADS PREFILL DECODE check|ROUNDS
PROJECT: a folder made by `ssdc compile --gemm builtin`, of 32-bit weights

`check` compares logits with those of the project's program and fails if they differ. ROUNDS of both programs in turn are printed
as lines of a name and the JSON of `bench --json`, for compare.py.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
from transformers import Mamba2Config, Mamba2ForCausalLM
from transformers.utils import logging

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from project_weights import read_safetensors, rows


def load(project):
    """The model with the project's weights."""
    weights = read_safetensors(glob.glob(project + "/weights/*.safetensors")[0])
    with open(project + "/manifest.json") as file:
        vocabulary = json.load(file)["memory"]["vocabulary"]
    layers, heads = weights["blocks0_dt_bias"].shape
    _, taps, channels = weights["blocks0_conv"].shape
    width = weights["final_norm"].shape[0]
    inner = weights["blocks0_gate_norm"].shape[1]
    config = Mamba2Config(
        vocab_size=vocabulary, hidden_size=width, num_hidden_layers=layers, num_heads=heads, head_dim=inner // heads,
        state_size=(channels - inner) // 2, n_groups=1, conv_kernel=taps, expand=inner // width, chunk_size=256,
        tie_word_embeddings=True, pad_token_id=0, bos_token_id=0, eos_token_id=0,
    )
    model = Mamba2ForCausalLM(config).eval()
    state = {
        "backbone.embeddings.weight": rows(weights["embedding"], vocabulary),
        "backbone.norm_f.weight": weights["final_norm"],
    }
    for layer in range(layers):
        block = {k[len("blocks0_"):]: v[layer] for k, v in weights.items() if k.startswith("blocks0_")}
        prefix = f"backbone.layers.{layer}."
        state[prefix + "norm.weight"] = block["norm"]
        prefix += "mixer."
        state[prefix + "in_proj.weight"] = rows(block["in_proj"], inner + channels + heads)
        state[prefix + "conv1d.weight"] = block["conv"].T[:, None]
        state[prefix + "conv1d.bias"] = block["conv_bias"]
        state[prefix + "dt_bias"] = block["dt_bias"]
        state[prefix + "A_log"] = np.log(-block["A_log_exp_negate"])
        state[prefix + "D"] = block["D"]
        state[prefix + "norm.weight"] = block["gate_norm"]
        state[prefix + "out_proj.weight"] = rows(block["out_proj"], width)
    state = {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in state.items()}
    state["lm_head.weight"] = state["backbone.embeddings.weight"]
    model.load_state_dict(state)
    return model, vocabulary


def check(model, vocabulary, program):
    """Compares the logits after some tokens with those of the program."""
    ids = [(7 + 13 * i) % vocabulary for i in range(300)]
    with tempfile.TemporaryDirectory() as folder:
        out = folder + "/logits.npy"
        subprocess.run([program, "logits", "--ids", ",".join(map(str, ids)), "--last", "--out", out], check=True)
        ours = np.load(out)
    all_ids = torch.tensor([ids])
    cache = model(all_ids[:, :-1], use_cache=True).cache_params
    step = model(all_ids[:, -1:], use_cache=True, cache_params=cache)
    for what, output in [("prefill", model(all_ids)), ("decode", step)]:
        theirs = output.logits[0, -1].numpy()
        difference = np.abs(ours - theirs).max() / np.abs(theirs).max()
        print(f"logits after {what} differ by {difference:.1e} of the largest")
        if not difference < 1e-4:
            sys.exit("the two programs do not compute the same model")


def speed(model, vocabulary, prefill, decode):
    """Times a prefill with the logits of its last token, then tokens one by one; as `bench --json` has it."""
    ids = torch.tensor([[(7 + 13 * i) % vocabulary for i in range(prefill)]])
    start = time.monotonic()
    cache = model(ids, use_cache=True, logits_to_keep=1).cache_params
    middle = time.monotonic()
    for i in range(decode):
        model(ids[:, i : i + 1], use_cache=True, cache_params=cache)
    end = time.monotonic()
    return {
        "runs": [
            {"run": "prefill", "tokens_per_second": prefill / (middle - start)},
            {"run": "decode", "tokens_per_second": decode / (end - middle)},
        ]
    }


@torch.inference_mode()
def main(project, threads, prefill, decode, rounds):
    logging.set_verbosity_error()
    torch.set_num_threads(int(threads))
    model, vocabulary = load(project)
    program = glob.glob(project + "/bin/*")[0]
    if rounds == "check":
        check(model, vocabulary, program)
        return
    speed(model, vocabulary, 64, 2)  # warms up
    bench = [program, "bench", "--prefill", prefill, "--decode", decode, "--threads", threads, "--repeat", "1", "--json"]
    for _ in range(int(rounds)):
        print("PyTorch", json.dumps(speed(model, vocabulary, int(prefill), int(decode))), flush=True)
        print("ssdc", subprocess.run(bench, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
