#!/usr/bin/env python3
"""Writes the weights of a compiled Mamba-2 model as GGUF, so that llama.cpp runs the same numbers.

Usage: convert.py PROJECT OUT.gguf [f32|f16]     PROJECT: a folder made by `ssdc compile --gemm builtin`, of 32-bit weights

With f16, the matrices of products and the embedding are rounded to F16, as llama.cpp's own conversion does; all else stays F32.
"""
import glob
import json
import os
import sys

import gguf
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from project_weights import read_safetensors, rows


def main(project, out, matrices="f32"):
    weights = read_safetensors(glob.glob(project + "/weights/*.safetensors")[0])
    layers, heads = weights["blocks0_dt_bias"].shape
    _, taps, channels = weights["blocks0_conv"].shape
    width = weights["final_norm"].shape[0]
    inner = weights["blocks0_gate_norm"].shape[1]
    projected = inner + channels + heads
    state = (channels - inner) // 2
    with open(project + "/manifest.json") as file:
        vocabulary = json.load(file)["memory"]["vocabulary"]

    writer = gguf.GGUFWriter(out, "mamba2")
    writer.add_context_length(2**20)
    writer.add_embedding_length(width)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_block_count(layers)
    writer.add_ssm_conv_kernel(taps)
    writer.add_ssm_inner_size(inner)
    writer.add_ssm_state_size(state)
    writer.add_ssm_time_step_rank(heads)
    writer.add_ssm_group_count(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(vocabulary)
    writer.add_tokenizer_model("none")
    types = {"f32": (np.float32, gguf.LlamaFileType.ALL_F32), "f16": (np.float16, gguf.LlamaFileType.MOSTLY_F16)}
    matrix, file_type = types[matrices]
    writer.add_file_type(file_type)

    def add(name, array, dtype=np.float32):
        writer.add_tensor(name, np.ascontiguousarray(array, dtype=dtype))

    add("token_embd.weight", rows(weights["embedding"], vocabulary), matrix)
    add("output_norm.weight", weights["final_norm"])
    for layer in range(layers):
        block = {k[len("blocks0_"):]: v[layer] for k, v in weights.items() if k.startswith("blocks0_")}
        prefix = f"blk.{layer}."
        add(prefix + "attn_norm.weight", block["norm"])
        add(prefix + "ssm_in.weight", rows(block["in_proj"], projected), matrix)
        add(prefix + "ssm_conv1d.weight", block["conv"].T)
        add(prefix + "ssm_conv1d.bias", block["conv_bias"])
        add(prefix + "ssm_dt.bias", block["dt_bias"])
        add(prefix + "ssm_a", block["A_log_exp_negate"].reshape(heads, 1))
        add(prefix + "ssm_d", block["D"].reshape(heads, 1))
        add(prefix + "ssm_norm.weight", block["gate_norm"].reshape(1, inner))
        add(prefix + "ssm_out.weight", rows(block["out_proj"], width), matrix)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
