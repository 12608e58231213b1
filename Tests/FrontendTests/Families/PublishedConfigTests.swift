import Diagnostics
import Foundation
import Testing

@testable import Frontend

/// Keys as published models have them, and what the configuration classes of transformers make of absent ones.
@Suite struct PublishedConfigTests {
  private static let sizes = #""hidden_size":64,"vocab_size":96"#
  private static let depth = #""num_hidden_layers":2"#
  private static let attention = #""num_attention_heads":16,"intermediate_size":32"#

  /// The architecture of the family `type` with the usual sizes and `keys`.
  private func model(_ type: String, _ keys: String...) throws -> Architecture {
    let stated = keys.contains { $0.contains("num_hidden_layers") }
    let members = [#""model_type":"\#(type)""#, Self.sizes] + (stated ? [] : [Self.depth]) + keys
    let folder = try TemporaryFolder()
    let file = try folder.write("{" + members.joined(separator: ",") + "}", "config.json")
    return try ModelConfiguration(FileReader(file), name: "m").architecture
  }

  private func mamba1(_ model: Architecture) throws -> Mamba1Mixer {
    let mixers = model.blocks.flatMap(\.mixers).compactMap {
      if case .mamba1(let it) = $0 { it } else { nil }
    }
    return try #require(mixers.first)
  }

  private func mamba2(_ model: Architecture) throws -> Mamba2Mixer {
    let mixers = model.blocks.flatMap(\.mixers).compactMap {
      if case .mamba2(let it) = $0 { it } else { nil }
    }
    return try #require(mixers.first)
  }

  @Test func convertedMambaKeepsKeysOfItsOriginal() throws {
    let model = try model(
      "mamba", #""d_inner":128,"d_model":64,"n_layer":2,"fused_add_norm":true,"ssm_cfg":{}"#,
      #""rms_norm":true,"pad_vocab_size_multiple":8,"intermediate_size":128"#)
    #expect(try mamba1(model).inner == 128)
    #expect(throws: Diagnostic.self) { try self.model("mamba", #""rms_norm":false"#) }
  }

  @Test func intermediateSizeGoesBeforeExpand() throws {
    let model = try model("falcon_mamba", #""expand":16,"intermediate_size":128"#)
    #expect(try mamba1(model).inner == 128)
    #expect(try mamba1(self.model("falcon_mamba", #""expand":3"#)).inner == 192)
  }

  @Test func absentGroupsAreNotNull() throws {
    let hybrid = #""mamba_n_heads":8,"mamba_d_state":8,"mamba_d_ssm":128"#
    let layers = #""attn_layer_indices":[0]"#
    for keys in [("bamba", layers), ("falcon_h1", ""), ("jamba", #""attn_layer_offset":0"#)] {
      let more = [Self.attention, keys.1, keys.0 == "jamba" ? "" : hybrid]
        .filter { !$0.isEmpty }.joined(separator: ",")
      let supported =
        keys.0 == "bamba" ? more.replacing(#","mamba_d_ssm":128"#, with: "") : more
      #expect(try model(keys.0, supported).attention?.groups == 8)
      let null = supported + #","num_key_value_heads":null"#
      #expect(try model(keys.0, null).attention?.groups == 16)
    }
    #expect(try model("llama", Self.attention).attention?.groups == 16)
  }

  @Test func absentInnerWidthOfFalconIsNotNull() throws {
    let keys = Self.attention + #","mamba_n_heads":8,"mamba_d_state":8"#
    #expect(try mamba2(model("falcon_h1", keys)).inner == 1024)
    #expect(try mamba2(model("falcon_h1", keys, #""mamba_d_ssm":null"#)).inner == 128)
  }

  @Test func absentSizesAreThoseOfTheClasses() throws {
    let mixer = try mamba2(
      model("mamba2", #""num_heads":8,"head_dim":16"#))
    #expect(mixer.groups == 8 && mixer.state == 128)
    let granite = try model("granitemoehybrid", Self.attention, #""mamba_n_heads":8"#)
    #expect(granite.experts?.count == 8 && granite.experts?.chosen == 2)
    #expect(try mamba2(granite).state == 256)
  }

  @Test func nemotronHasItsOwnHeads() throws {
    let keys = Self.attention + #","hybrid_override_pattern":"M*""#
    #expect(try model("nemotron_h", keys).attention?.headDim == 128)
    #expect(try model("nemotron_h", keys, #""attention_head_dim":24"#).attention?.headDim == 24)
    let both = try model("nemotron_h", keys, #""head_dim":12,"attention_head_dim":12"#)
    #expect(both.attention?.headDim == 12)
    #expect(both.attention?.scale == 1 / 12.0.squareRoot())
    expect(.unsupportedSetting, at: "key 'attention_head_dim'", "which takes precedence") {
      try self.model("nemotron_h", keys, #""head_dim":12,"attention_head_dim":24"#)
    }
    let neutral = #""rope_theta":10000,"partial_rotary_factor":1.0,"norm_eps":1e-05"#
    _ = try model("nemotron_h", keys, neutral, #""rms_norm_eps":1e-05,"time_step_rank":256"#)
  }

  @Test func nemotronReadsBiasesAsTransformersDoes() throws {
    let keys = Self.attention + #","hybrid_override_pattern":"*E","moe_intermediate_size":8"#
    let model = try model(
      "nemotron_h", keys, #""attention_bias":true,"mlp_bias":true,"n_shared_experts":2"#,
      #""moe_latent_size":16,"moe_shared_expert_intermediate_size":24"#)
    #expect(model.attention?.projectionBias == false && model.attention?.outputBias == false)
    #expect(model.experts?.latentBias == true && model.mlp?.inner == 24)
    let names = model.experts?.parameters(width: 64).map(\.name) ?? []
    #expect(names.contains("latent_in_bias") && names.contains("latent_out_bias"))
  }

  @Test func nemotronKnowsTheKeysOfHybrids() throws {
    let keys = #""hybrid_override_pattern":"MM""#
    let mixer = try mamba2(
      model(
        "nemotron_h", keys, #""mamba_n_groups":4,"mamba_d_conv":3,"mamba_conv_bias":false"#,
        #""mamba_chunk_size":32,"mamba_dt_min":0.25,"mamba_dt_max":0.1"#))
    #expect(mixer.groups == 4 && mixer.convWidth == 3 && !mixer.convBias)
    #expect(mixer.checkpointChunk == 32 && mixer.timeStepLimit == 0.25...Double.infinity)
    expect(.unsupportedSetting, at: "key 'n_groups'", "contradicts 'mamba_n_groups'") {
      try self.model("nemotron_h", keys, #""mamba_n_groups":4,"n_groups":3"#)
    }
  }

  @Test func zamba2HasItsUsualBlocks() throws {
    let keys = #""n_mamba_heads":8"#
    let usual = try model("zamba2", keys, #""num_hidden_layers":54"#)
    #expect(usual.blocks.count { $0.layers[0].parts[0].shared != nil } == 9)
    #expect(throws: Diagnostic.self) { try self.model("zamba2", keys) }
  }

  @Test func oddRotaryChannelsAreRoundedUp() throws {
    let attention = Self.attention.replacing(#"_heads":16"#, with: #"_heads":4"#)
    let rotary = try model("gpt_neox", attention, #""rotary_pct":0.2"#).attention?.rotary
    #expect(rotary?.dims == 3 && rotary?.turned == 4)
    #expect(rotary?.frequency(1) == Double(Float(pow(10_000, -2.0 / 3))))
    #expect(throws: Diagnostic.self) {
      try self.model("llama", Self.attention, #""head_dim":3"#)
    }
  }

  @Test func onlySomeFamiliesTurnPartOfAHead() throws {
    let factor = #""partial_rotary_factor":0.25"#
    let hybrid = Self.attention + #","mamba_n_heads":8,"mamba_d_state":8,"attn_layer_indices":[0]"#
    let wide = hybrid.replacing(#"_heads":16"#, with: #"_heads":4,"num_key_value_heads":4"#)
    #expect(try model("bamba", wide).attention?.rotary?.dims == 8)
    let stated = #""rope_parameters":{"rope_theta":10000,"partial_rotary_factor":0.25}"#
    #expect(try model("bamba", wide, stated).attention?.rotary?.dims == 4)
    let neox = Self.attention.replacing(#"_heads":16"#, with: #"_heads":4"#)
    #expect(try model("gpt_neox", neox, #""rotary_pct":0.5"#).attention?.rotary?.dims == 8)
    for keys in [factor, stated] {
      #expect(throws: Diagnostic.self) { try self.model("llama", Self.attention, keys) }
    }
    _ = try model("llama", Self.attention, #""partial_rotary_factor":1.0"#)
  }
}

extension Architecture {
  /// The first mixer of a kind.
  private func first<Kind: MixerDefinition>(_ kind: Kind.Type) -> Kind? {
    blocks.lazy.flatMap(\.mixers).compactMap { $0.definition as? Kind }.first
  }

  fileprivate var attention: AttentionMixer? { first(AttentionMixer.self) }
  fileprivate var mlp: MLPMixer? { first(MLPMixer.self) }
  fileprivate var experts: ExpertsMixer? { first(ExpertsMixer.self) }
}
