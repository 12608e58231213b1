import Diagnostics

/// Mixers that several families state in the same keys.
extension ConfigReader {
  /// Attention of `num_attention_heads` heads, without positions or biases.
  ///
  /// A head has `headDim` channels, or width / heads, unless `head_dim` tells. There are as many keys as heads where
  /// `num_key_value_heads` is null, and `groups` of them, if given, where it is absent.
  func attention(
    width: Int, groups: Int? = nil, headDim usualDim: Int? = nil
  ) throws -> AttentionMixer {
    let sizes = ArchitectureLimits.width
    let heads = try integer("num_attention_heads", in: sizes)
    let headDim = try integer("head_dim", in: sizes, default: usualDim ?? max(1, width / heads))
    let usual = object.member("num_key_value_heads") == nil ? groups ?? heads : heads
    return AttentionMixer(
      heads: heads, groups: try integer("num_key_value_heads", in: sizes, default: usual),
      headDim: headDim)
  }

  /// The Mamba-2 mixer of hybrids, whose keys start with `mamba_`, of `inner` channels.
  func hybridMamba2(
    inner: Int, gateNorm: Mamba2Mixer.GateNorm, timeStepLimit: ClosedRange<Double>
  ) throws -> Mamba2Mixer {
    let sizes = ArchitectureLimits.width
    let heads = try integer("mamba_n_heads", in: sizes, default: 128)
    let isAuto = value("mamba_d_head").map { $0.string == "auto" } ?? true
    let headDim = isAuto ? max(1, inner / heads) : try integer("mamba_d_head", in: sizes)
    guard heads.multipliedReportingOverflow(by: headDim) == (inner, false) else {
      throw failure(
        .configValue, "mamba_n_heads", "× mamba_d_head is not the inner width \(inner)")
    }
    return Mamba2Mixer(
      heads: heads, headDim: headDim,
      groups: try integer("mamba_n_groups", in: sizes, default: 1),
      state: try integer("mamba_d_state", in: sizes, default: 256),
      convWidth: try integer("mamba_d_conv", in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: try bool("mamba_proj_bias", default: false),
      convBias: try bool("mamba_conv_bias", default: true), timeStepLimit: timeStepLimit,
      gateNorm: gateNorm,
      checkpointChunk: try integer(
        "mamba_chunk_size", in: ArchitectureLimits.chunk, default: 256))
  }

  /// The rank of the projection that makes Δ, of which "auto", also where it is absent, is ⌈width / 16⌉.
  func timeStepRank(_ key: String, width: Int) throws -> Int {
    let isAuto = value(key).map { $0.string == "auto" } ?? true
    return isAuto ? (width + 15) / 16 : try integer(key, in: ArchitectureLimits.width)
  }
}
