import Diagnostics
import Foundation
import IR
import Testing

@testable import Frontend

/// Kinds of mixers: each has its own files and its lines in `Mixer`, and nothing else lists them.
@Suite struct MixerKindTests {
  private static let samples: [Mixer] = [
    .mamba1(
      Mamba1Mixer(
        inner: 4, state: 2, convWidth: 2, timeStepRank: 1, projectionBias: false, convBias: true)),
    .mamba2(
      Mamba2Mixer(
        heads: 2, headDim: 2, groups: 1, state: 2, convWidth: 2, projectionBias: false,
        convBias: true, timeStepLimit: 0.25...1, gateNorm: .gateOnly)),
    .attention(AttentionMixer(heads: 1, headDim: 4, rotary: RotaryPositions(dims: 4))),
    .linearAttention(LinearAttentionMixer(heads: 1, headDim: 4)), .mlp(MLPMixer(inner: 4)),
    .experts(ExpertsMixer(count: 2, chosen: 1, inner: 4)),
  ]

  @Test func allCasesAreListed() {
    #expect(Self.samples.map { type(of: $0.definition).name } == Mixer.kinds.map { $0.name })
    #expect(Set(Mixer.kinds.map { $0.name }).count == Mixer.kinds.count)
    for mixer in Self.samples { #expect(mixer.definition.mixer == mixer) }
  }

  /// A parameter of textual IR has a name and no mixer, so equal names must start alike.
  @Test func equalNamesStartAlike() {
    var starts: [String: ParameterStart] = [:]
    for (name, start) in Mixer.kinds.flatMap({ Array($0.starts) }) {
      #expect(starts.updateValue(start, forKey: name) ?? start == start, "\(name)")
    }
    for mixer in Self.samples {
      for parameter in mixer.definition.parameters(width: 4) {
        #expect(
          starts[parameter.name] == nil || type(of: mixer.described).starts[parameter.name] != nil)
      }
    }
  }

  @Test func onlyStepsHaveLimits() {
    for mixer in Self.samples {
      guard case .mamba2(let sample) = mixer else {
        #expect(mixer.definition.withoutStepLimits.mixer == mixer)
        continue
      }
      #expect(sample.withoutStepLimits.timeStepLimit == 0...Double.infinity)
    }
  }

  /// Linear attention is in no family, so it shows what a mixer needs: docs/adding-a-family.md says the same.
  @Test func aMixerIsNamedInItsFilesAndOneMore() throws {
    let sources = URL(fileURLWithPath: Fixtures.repository + "/Sources")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    let naming = try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.filter {
      String(decoding: try contents("\(sources.path)/\($0)"), as: UTF8.self)
        .contains("LinearAttentionMixer")
    }
    #expect(
      naming.sorted() == [
        "Frontend/Mixers/LinearAttentionDescription.swift",
        "Frontend/Mixers/LinearAttentionMixer.swift", "Frontend/Mixers/Mixer.swift",
      ])
  }

  /// Positions without tables are an error, never a mixer without positions.
  @Test func positionsNeedTables() throws {
    let scope = MixerScope(prefix: "a.", rotaries: [])
    var module = Module(name: "m")
    module.states = [
      StateDeclaration(
        name: "a.keys", count: 1,
        type: TensorType(.f32, [.past(8), .fixed(1), .fixed(4)]))
    ]
    var graph = GraphBuilder(module)
    let x = graph.argument(TensorType(.f32, [.tokens, .fixed(1), .fixed(4)])).value
    let past = try graph(.stateRead(StateRead("a.keys")))
    expect(.badDeclaration, "no tables for the positions") {
      try scope.rotated(x, RotaryPositions(dims: 4), past: past, &graph)
    }
    let same = try scope.rotated(x, nil, past: past, &graph)
    #expect(same == x)
  }
}
