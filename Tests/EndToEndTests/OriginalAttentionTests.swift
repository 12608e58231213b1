import Frontend
import Testing

extension EndToEnd {
  /// The layout of state-spaces with attention and MLPs, that of mamba2attn-2.7b.
  @Suite struct OriginalAttention {
    /// A bamba model in that layout: the same numbers, its MLPs widened to the multiple of 128 that the layout asks for, and
    /// a convolution of queries, keys and values that lets them pass.
    @Test func aHybridOfOtherLayoutComputesTheSame() throws {
      let reference = ReferenceCase(name: "bamba-a")
      let folder = try Folder()
      try Self.converted(ModelLoader.open(reference.folder)).write(to: folder.path)
      let golden = try Golden(reference.golden())
      let emitted = try Emitted(folder.path)
      for length in Golden.lengths {
        let ids = try golden.ids(length)
        try golden.check(emitted.logits(ids), length, within: golden.bound)
      }
      let ids = try golden.ids(200)
      try golden.check(
        emitted.logits(ids, split: [50, 1, 149]), 200, within: golden.bound)
    }

    private static func converted(_ model: Checkpoint) throws -> HandmadeModel {
      let (width, inner, padded) = (64, 96, 128)
      var made = HandmadeModel(
        configuration: """
          {"d_model": 64, "d_intermediate": 96, "n_layer": 4, "vocab_size": 256,
           "ssm_cfg": {"layer": "Mamba2", "d_state": 32, "headdim": 16},
           "attn_layer_idx": [1, 3],
           "attn_cfg": {"causal": true, "d_conv": 4, "head_dim": 16, "num_heads": 4, "num_heads_kv": 2,
             "out_proj_bias": false, "qkv_proj_bias": false, "rotary_emb_dim": 8},
           "rms_norm": true, "residual_in_fp32": true, "fused_add_norm": true, "tie_embeddings": false}
          """)
      func copy(_ name: String, to stored: String) throws {
        guard let parameter = model.parameter(name) else { return }
        made.add(stored, parameter.shape, try model.read(name))
      }
      try copy("embedding", to: "backbone.embedding.weight")
      try copy("final_norm", to: "backbone.norm_f.weight")
      try copy("head", to: "lm_head.weight")
      for block in 0..<4 {
        let (own, stem) = ("blocks.\(block)", "backbone.layers.\(block)")
        for (role, name) in [
          ("norm", "norm.weight"), ("in_proj", "mixer.in_proj.weight"),
          ("conv", "mixer.conv1d.weight"), ("conv_bias", "mixer.conv1d.bias"),
          ("dt_bias", "mixer.dt_bias"), ("A_log", "mixer.A_log"), ("D", "mixer.D"),
          ("gate_norm", "mixer.norm.weight"), ("out_proj", "mixer.out_proj.weight"),
        ] { try copy("\(own).mamba2.\(role)", to: "\(stem).\(name)") }
        for (role, name) in [
          ("norm", "norm.weight"), ("qkv_proj", "mixer.in_proj.weight"),
          ("out_proj", "mixer.out_proj.weight"),
        ] { try copy("\(own).attention.\(role)", to: "\(stem).\(name)") }
        if let projection = model.parameter("\(own).attention.qkv_proj") {
          let channels = projection.shape[0]
          made.add(
            "\(stem).mixer.conv1d.weight", [channels, 1, 4],
            (0..<4 * channels).map { $0 % 4 == 3 ? 1 : 0 })
          made.add(
            "\(stem).mixer.conv1d.bias", [channels], Array(repeating: 0, count: channels))
        }
        try copy("\(own).mlp.norm", to: "\(stem).norm2.weight")
        // What passes the gate comes first there, and the gate second.
        let gateAndUp = try model.read("\(own).mlp.in_proj")
        let zeros = [Float](repeating: 0, count: (padded - inner) * width)
        let halves = [gateAndUp[(inner * width)...], gateAndUp[..<(inner * width)]]
        made.add(
          "\(stem).mlp.fc1.weight", [2 * padded, width], halves.flatMap { $0 + zeros })
        let down = try model.read("\(own).mlp.out_proj")
        let rows = (0..<width).map { down[($0 * inner)..<(($0 + 1) * inner)] }
        made.add(
          "\(stem).mlp.fc2.weight", [width, padded],
          rows.flatMap { $0 + [Float](repeating: 0, count: padded - inner) })
      }
      return made
    }
  }
}
