import Diagnostics
import Testing

@testable import Frontend

/// Sizes whose products would not fit into any machine, and what descriptions cannot say.
@Suite struct OversizedModelTests {
  @Test(arguments: [
    ("experts: {count: 1024, chosen: 1, inner: 1048576}", "experts have 1048576 channels"),
    ("experts: {count: 2, chosen: 1, inner: 4, latent: 65537}", "experts have 65537 channels"),
  ])
  func channelsOfExpertsAreBounded(mixer: String, message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "vocabulary: 8\nwidth: 8\nblocks: [{\(mixer)}]\nweights: {random: {seed: 1}}\n", "m.yaml")
    expect(.descriptionValue, at: "line 3", message) { try ModelLoader.open(path) }
  }

  @Test func allParametersTogetherAreBounded() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      vocabulary: 8
      width: 1048576
      blocks: [{repeat: 4096, experts: {count: 1024, chosen: 1, inner: 65536}}]
      weights: {random: {seed: 1}}
      """, "m.yaml")
    expect(.descriptionValue, "more than 70368744177664 parameters") { try ModelLoader.open(path) }
  }

  /// A description has each kind of mixer once in a part, so no model may have more.
  @Test func twoMixersOfAKindInAPartAreRefused() throws {
    let norm = Norm(epsilon: 1e-5)
    let mlp = Branch(.mlp(MLPMixer(inner: 4)))
    func model(_ parts: [Part]) -> Architecture {
      Architecture(
        name: "m", vocabulary: 8, width: 4, blocks: [Block([Layer(parts)])], finalNorm: norm,
        tiedHead: true)
    }
    let place = FileLocation("m")
    expect(.configValue, "block 0: a part has two mixers of the kind mlp") {
      try model([Part(norm: norm, [mlp, mlp])]).validate(.configValue, at: place)
    }
    try model([Part(norm: norm, [mlp]), Part(norm: norm, [mlp])])
      .validate(.configValue, at: place)
  }

  /// Sizes of a mixer are refused where the mixer stands.
  @Test func theMixerIsThePlace() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      vocabulary: 8
      width: 4
      blocks:
        - mlp: {inner: 4}
        - attention: {heads: 4, groups: 3, head_dim: 2}
      weights: {random: {seed: 1}}
      """, "m.yaml")
    expect(.descriptionValue, at: "line 5", "4 heads cannot be divided among 3 groups") {
      try ModelLoader.open(path)
    }
  }
}
