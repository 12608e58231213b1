import CodegenC
import IR

/// Everything about one model that its emitted project is made of.
public struct ProjectInput: Sendable {
  /// The model's name in code.
  public var name: ModelName
  /// What its makers call it; may be anything.
  public var title: String
  /// The entry points, memory planned.
  public var module: LoopModule
  /// How the weights lie in their file.
  public var weights: WeightsLayout
  /// Floats of all states.
  public var stateElements: Int
  /// Floats of working memory.
  public var scratchElements: Int
  /// Which model it is, whatever the options: a digest of its source.
  public var modelHash: Digest
  /// Tokens that it tells apart.
  public var vocabulary: Int
  /// Most tokens in one call of the prefill entry point.
  public var segmentTokens: Int
  /// Most tokens of a sequence, nil if its states have room for any number.
  public var context: Int?
  /// The states that grow with the sequence, in the order of their offsets.
  public var growing: [GrowingState]
  /// The token that starts a text.
  public var bos: Int?
  /// The token that ends one.
  public var endTokens: [Int]
  /// The tokenizer's tables as C source, with the runtime's prefix.
  public var tokenizer: String?
  /// The chunk sizes of its scans.
  public var chunks: [ChunkChoice]
  /// What was measured for it: a problem each, with where that was found.
  public var tuning: [OrderedJSON]
  /// The text of the schedule that arranged the loops, a line each.
  public var schedule: [String]
  /// Shapes and other facts, for `info`, the manifest and the readme.
  public var facts: [OrderedJSON.Member]
  /// Choices of the user.
  public var options: ProjectOptions

  /// The project of `module`; without a context, tokenizer, special tokens, chunks and facts, which may be set after.
  public init(
    name: ModelName, title: String, module: LoopModule, weights: WeightsLayout,
    stateElements: Int, scratchElements: Int, modelHash: Digest, vocabulary: Int,
    segmentTokens: Int, options: ProjectOptions = ProjectOptions()
  ) {
    self.name = name
    self.title = title
    self.module = module
    self.weights = weights
    self.stateElements = stateElements
    self.scratchElements = scratchElements
    self.modelHash = modelHash
    self.vocabulary = vocabulary
    self.segmentTokens = segmentTokens
    (context, bos, endTokens, tokenizer) = (nil, nil, [], nil)
    (chunks, tuning, schedule, facts, growing) = ([], [], [], [], [])
    self.options = options
  }
}

/// The size of a scan's chunks, and who chose it.
public struct ChunkChoice: Hashable, Sendable {
  /// The entry point.
  public var function: String
  /// Tokens in a chunk; 1 where the scan is a recurrence.
  public var tokens: Int
  /// In words: the option, the tuning record or the cost model.
  public var origin: String

  /// Chunks of `tokens` in `function`, chosen by `origin`.
  public init(function: String, tokens: Int, origin: String) {
    self.function = function
    self.tokens = tokens
    self.origin = origin
  }
}

/// Choices of the user that shape a project.
public struct ProjectOptions: Hashable, Sendable {
  /// How the program gets its weights.
  public enum Weights: String, CaseIterable, Hashable, Sendable {
    /// It maps the file in the project's folder.
    case mmap
    /// They are part of the program.
    case embed
  }

  /// How the entry points are written.
  public var code: CodeOptions
  /// How the program gets its weights.
  public var weights: Weights
  /// What a number of a weight matrix is stored as.
  public var quantize: StoredElement
  /// The machine it is for.
  public var target: Target

  /// The given choices.
  public init(
    code: CodeOptions = CodeOptions(), weights: Weights = .mmap,
    quantize: StoredElement = .f32, target: Target = Target(.host)
  ) {
    self.code = code
    self.weights = weights
    self.quantize = quantize
    self.target = target
  }
}

extension ProjectInput {
  /// Bytes of all states.
  var stateBytes: Int { 4 * stateElements }
  /// Most bytes of a saved state: 128 of header, then all states; what `NAME_state_size` says.
  var savedStateBytes: Int { 128 + stateBytes }
  /// Bytes of working memory.
  var scratchBytes: Int { 4 * scratchElements }
  /// Bytes of the arena: states from its first multiple of 64 on, then working memory from the next.
  var arenaBytes: Int { (stateBytes + 63) / 64 * 64 + scratchBytes + 63 }

  /// How states lie in memory, in numbers: saved states fit programs of equal digest.
  var layoutHash: Digest {
    let states = module.buffers.compactMap { buffer -> String? in
      guard case .state(let offset) = buffer.space else { return nil }
      let place = offset.map { $0 / buffer.element.bytes } ?? -1
      return "\(buffer.name) \(buffer.storedShape) \(place)"
    }
    return SHA256.digest((states + ["\(stateElements)"]).joined(separator: "\n").utf8)
  }

  /// The options by name, as the command line calls them.
  var optionMembers: [OrderedJSON.Member] {
    [
      .init("target", .text(options.target.machine.rawValue)),
      .init("cpu", options.target.cpu.map { .text($0) } ?? .null),
      .init("gemm", .text(options.code.products.rawValue)),
      .init("threads", .text(options.code.threads.rawValue)),
      .init("weights", .text(options.weights.rawValue)),
      .init("quantize", .text(options.quantize == .f32 ? "none" : options.quantize.rawValue)),
    ]
  }

  /// The chunk sizes and their origins.
  var chunkList: OrderedJSON {
    .list(
      chunks.map {
        .object([
          .init("function", .text($0.function)), .init("tokens", .integer($0.tokens)),
          .init("origin", .text($0.origin)),
        ])
      })
  }
}
