import Testing

@testable import Frontend

/// Parameters that are stored in another shape, or in several tensors.
@Suite struct TensorNamesTests {
  @Test func queriesKeysAndValuesOfGPTNeoXAreInterleaved() throws {
    let model = try TinyModel(
      """
      {"model_type": "gpt_neox", "hidden_size": 16, "num_attention_heads": 2, "vocab_size": 8,
       "intermediate_size": 4, "num_hidden_layers": 2}
      """)
    for block in 0..<2 {
      let stem = "gpt_neox.layers.\(block).attention.query_key_value"
      let (weight, bias) = (
        try model.tensor("\(stem).weight"), try model.tensor("\(stem).bias")
      )
      // Of each head of 8 channels the query, the key and the value.
      let rows = (0..<3).flatMap { part in
        (0..<2).flatMap { head in (0..<8).map { 24 * head + 8 * part + $0 } }
      }
      let expected = rows.flatMap { weight[16 * $0..<16 * $0 + 16] }
      #expect(try model.checkpoint.read("blocks.\(block).attention.qkv_proj") == expected)
      #expect(
        try model.checkpoint.read("blocks.\(block).attention.qkv_proj_bias")
          == rows.map { bias[$0] })
      // Any part of it, too.
      #expect(
        try model.checkpoint.read("blocks.\(block).attention.qkv_proj", 120..<400)
          == Array(expected[120..<400]))
    }
  }

  @Test func gatesOfGraniteAreHalvesOfEveryExpert() throws {
    let model = try TinyModel(
      """
      {"model_type": "granitemoehybrid", "hidden_size": 8, "num_attention_heads": 2,
       "vocab_size": 8, "num_hidden_layers": 1, "layer_types": ["attention"], "mamba_n_heads": 2,
       "mamba_d_state": 4, "num_local_experts": 3, "num_experts_per_tok": 1,
       "intermediate_size": 5, "shared_intermediate_size": 6}
      """)
    let both = try model.tensor("model.layers.0.block_sparse_moe.input_linear.weight")
    for (name, half) in [("gate_proj", 0), ("up_proj", 1)] {
      let expected = (0..<3).flatMap { expert in
        let start = (10 * expert + 5 * half) * 8
        return both[start..<start + 40]
      }
      #expect(try model.checkpoint.read("blocks.0.experts.\(name)") == expected)
    }
    #expect(
      try model.checkpoint.read("blocks.0.attention.qkv_proj")
        == ["q", "k", "v"].flatMap {
          try model.tensor("model.layers.0.self_attn.\($0)_proj.weight")
        })
  }

  @Test func expertsOfJambaAreTensorsOfTheirOwn() throws {
    let model = try TinyModel(
      """
      {"model_type": "jamba", "hidden_size": 8, "num_attention_heads": 2, "vocab_size": 8,
       "num_key_value_heads": 2, "num_hidden_layers": 2, "attn_layer_period": 2, "attn_layer_offset": 0, "num_experts": 3,
       "num_experts_per_tok": 2, "intermediate_size": 5, "expert_layer_period": 2,
       "expert_layer_offset": 1}
      """)
    for name in ["gate_proj", "up_proj", "down_proj"] {
      let expected = try (0..<3).flatMap {
        try model.tensor("model.layers.1.feed_forward.experts.\($0).\(name).weight")
      }
      #expect(expected.count == 120)
      #expect(try model.checkpoint.read("blocks.1.experts.\(name)") == expected)
    }
    let halves = try ["gate", "up"].flatMap {
      try model.tensor("model.layers.0.feed_forward.\($0)_proj.weight")
    }
    #expect(try model.checkpoint.read("blocks.0.mlp.in_proj") == halves)
  }

  /// Shared weights are stored with their first use, adapters in lists with an entry for every use.
  @Test func adaptersOfZambaAreInLists() throws {
    let model = try TinyModel(
      """
      {"model_type": "zamba2", "hidden_size": 8, "num_attention_heads": 2, "vocab_size": 8,
       "num_hidden_layers": 3, "layers_block_type": ["mamba", "hybrid", "hybrid"],
       "n_mamba_heads": 2, "mamba_expand": 2, "mamba_d_state": 4, "intermediate_size": 12,
       "use_shared_attention_adapter": true, "adapter_rank": 2}
      """)
    let stem = "model.layers.1.shared_transformer."
    for (use, block) in [(0, 1), (1, 2)] {
      func list(_ name: String, _ factor: Int) throws -> [Float] {
        try model.tensor("\(stem)\(name)_adapter_list.\(use).\(factor).weight")
      }
      func parameter(_ name: String) throws -> [Float] {
        try model.checkpoint.read("blocks.\(block).shared.\(name)")
      }
      #expect(
        try parameter("qkv_down")
          == ["q", "k", "v"].flatMap { try list("self_attn.linear_\($0)", 0) })
      for name in ["q", "k", "v"] {
        #expect(try parameter("\(name)_up") == list("self_attn.linear_\(name)", 1))
      }
      #expect(try parameter("mlp_down") == list("feed_forward.gate_up_proj", 0))
      #expect(try parameter("mlp_up") == list("feed_forward.gate_up_proj", 1))
      #expect(try parameter("proj") == model.tensor("model.layers.\(block).linear.weight"))
      #expect(
        try model.checkpoint.read("blocks.\(block).in_proj")
          == model.tensor("model.layers.\(block).mamba_decoder.mamba.in_proj.weight"))
    }
    #expect(
      try model.checkpoint.read("shared.0.qkv_proj")
        == ["q", "k", "v"].flatMap { try model.tensor("\(stem)self_attn.\($0)_proj.weight") })
    #expect(
      try model.checkpoint.read("blocks.0.in_proj")
        == model.tensor("model.layers.0.mamba.in_proj.weight"))
  }

  @Test func theMLPOfStateSpacesHasItsGateBehind() throws {
    let model = try TinyModel(
      """
      {"d_model": 8, "n_layer": 1, "vocab_size": 8, "d_intermediate": 100,
       "ssm_cfg": {"layer": "Mamba2", "headdim": 8, "d_state": 4}}
      """)
    let both = try model.tensor("backbone.layers.0.mlp.fc1.weight")
    #expect(both.count == 2 * 128 * 8)
    #expect(
      try model.checkpoint.read("blocks.0.mlp.in_proj") == Array(both[1024...] + both[..<1024]))
  }
}
