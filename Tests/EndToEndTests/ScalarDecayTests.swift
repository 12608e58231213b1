import Frontend
import Testing

extension EndToEnd {
  /// Channels of a Mamba-1 whose weights give all states the same decay.
  @Suite struct ScalarDecays {
    /// A model of two blocks of 48 channels and 5 states: in the first, channels 0, 2, 4 … have one rate, in the second 1, 4,
    /// 7 … and the last three; `inFirst` overrides those of the first. With `isUneven` the last state of all channels has the
    /// next greater rate.
    private static func model(
      isUneven: Bool = false, inFirst: [Int] = Array(stride(from: 0, to: 48, by: 2))
    ) throws -> HandmadeModel {
      let (width, inner, state, rank, vocabulary) = (6, 48, 5, 1, 17)
      var made = HandmadeModel(
        configuration: """
          {"model_type": "mamba", "hidden_size": 6, "state_size": 5, "num_hidden_layers": 2, "vocab_size": 17,
           "time_step_rank": 1, "expand": 8, "use_bias": true}
          """)
      var seed: UInt64 = 1
      func numbers(_ count: Int, _ scale: Float) -> [Float] {
        (0..<count).map { _ in
          seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return scale * (Float(seed >> 40) / Float(1 << 23) - 1)
        }
      }
      made.add("backbone.embeddings.weight", [vocabulary, width], numbers(vocabulary * width, 1))
      made.add("backbone.norm_f.weight", [width], numbers(width, 1))
      for block in 0..<2 {
        let stem = "backbone.layers.\(block)"
        var rates = numbers(inner * state, 1)
        let scalar = block == 0 ? inFirst : Array(stride(from: 1, to: 48, by: 3)) + [45, 47]
        for channel in scalar {
          for n in 0..<state { rates[channel * state + n] = rates[channel * state] }
        }
        if isUneven {
          for last in stride(from: state - 1, to: rates.count, by: state) {
            rates[last] = rates[last].nextUp
          }
        }
        made.add("\(stem).norm.weight", [width], numbers(width, 1))
        made.add("\(stem).mixer.in_proj.weight", [2 * inner, width], numbers(2 * inner * width, 1))
        made.add("\(stem).mixer.in_proj.bias", [2 * inner], numbers(2 * inner, 0.5))
        made.add("\(stem).mixer.conv1d.weight", [inner, 1, 4], numbers(4 * inner, 0.5))
        made.add("\(stem).mixer.conv1d.bias", [inner], numbers(inner, 0.5))
        made.add(
          "\(stem).mixer.x_proj.weight", [rank + 2 * state, inner],
          numbers((rank + 2 * state) * inner, 0.5))
        made.add("\(stem).mixer.dt_proj.weight", [inner, rank], numbers(inner * rank, 1))
        made.add("\(stem).mixer.dt_proj.bias", [inner], numbers(inner, 1))
        made.add("\(stem).mixer.A_log", [inner, state], rates)
        made.add("\(stem).mixer.D", [inner], numbers(inner, 1))
        made.add("\(stem).mixer.out_proj.weight", [width, inner], numbers(width * inner, 0.3))
        made.add("\(stem).mixer.out_proj.bias", [width], numbers(width, 0.5))
      }
      return made
    }

    /// What is told of the usual model.
    private static let lines = [
      "blocks 0: 24 of 48 channels, 16 with one exponential",
      "blocks 1: 18 of 48 channels, 16 with one exponential",
    ]

    @Test func channelsAreFoundAndToldAndComputeTheSame() throws {
      let folder = try Folder()
      try Self.model().write(to: folder.path)
      let checked = try Program.ssdc.output(["check", folder.path])
      #expect(checked.contains(#/sort-channels +reassociating .* equal/#))
      let emitted = try Emitted(folder.path)
      let info = try emitted.output(["info", "--json"])
      let inspected = try Program.ssdc.output(["inspect", folder.path])
      for line in Self.lines { #expect(info.contains(line) && inspected.contains(line)) }
      let ids = (0..<40).map { $0 * 7 % 17 }
      let whole = try emitted.logits(ids)
      #expect(try emitted.logits(ids, split: [3, 1, 36]).difference(from: whole) <= 1e-4)
    }

    /// A block without such channels keeps its order, and the scan of its stack is that of any Mamba-1.
    @Test(arguments: [[], Array(0..<15)])
    func allBlocksMustHaveSuchChannels(inFirst: [Int]) throws {
      let folder = try Folder()
      try Self.model(inFirst: inFirst).write(to: folder.path)
      let emitted = try Emitted(folder.path, ["--emit", "source"])
      let manifest = try emitted.around.text("out/manifest.json")
      #expect(manifest.contains("blocks 0: \(inFirst.count) of 48 channels"))
      #expect(manifest.contains("blocks 1: 18 of 48 channels, 0 with one exponential"))
    }

    /// The same numbers but for the last bit of some rates, which have a decay for each state then.
    @Test func oneDecayIsAsGoodAsManyEqualOnes() throws {
      let folders = (even: try Folder(), uneven: try Folder())
      try Self.model().write(to: folders.even.path)
      try Self.model(isUneven: true).write(to: folders.uneven.path)
      let (even, uneven) = (try Emitted(folders.even.path), try Emitted(folders.uneven.path))
      #expect(try uneven.output(["info", "--json"]).contains("blocks 0, 1: 0 of 48 channels"))
      let ids = (0..<200).map { $0 * 7 % 17 }
      for split in [[], [1, 60, 1, 138]] {
        let logits = try even.logits(ids, split: split)
        let difference = try logits.difference(from: uneven.logits(ids, split: split))
        #expect(difference <= 1e-5 * logits.magnitude)
      }
    }

    /// Compiling tells what was found on standard error, and nothing where nothing was.
    @Test func compilingTellsWhatWasFound() throws {
      for isUneven in [false, true] {
        let folder = try Folder()
        try Self.model(isUneven: isUneven).write(to: folder.path)
        let run = try Program.ssdc.run([
          "compile", folder.path, "--emit", "source", "-o", folder["out"],
        ])
        let notes = Self.lines.map { "note: one decay for all states: \($0)\n" }.joined()
        #expect(run.status == 0 && run.errors.hasPrefix(isUneven ? "" : notes))
        #expect(run.errors.contains("one decay for all states") != isUneven)
      }
    }

    @Test func modelsWithoutSuchChannelsSaySo() throws {
      let emitted = try Emitted("\(Places.models)/mamba1-tied", ["--emit", "source"])
      let manifest = try emitted.around.text("out/manifest.json")
      #expect(manifest.contains("blocks 0, 1, 2: 0 of 64 channels"))
    }
  }
}
