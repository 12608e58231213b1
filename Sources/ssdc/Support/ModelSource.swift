import Frontend
import IR
import Project

/// A model as the compiler takes it, whatever it was written in.
struct ModelSource {
  /// What the model is called where it comes from.
  var title: String
  /// What it computes.
  var graph: Module
  /// Rows of the embedding, and of the head.
  var vocabulary: Int
  /// The id that a text starts with, if any.
  var beginToken: Int?
  /// The ids that end a text.
  var endTokens: [Int]
  /// The path of the tokenizer's file, if there is one.
  var tokenizerFile: String?
  /// Whose tokenizer models of this kind were trained with, where they come without.
  var usualTokenizer: String?
  /// What `info` and the manifest say of it.
  var facts: [OrderedJSON.Member]
  /// What besides its weights tells it from other models: the text of its graph.
  var identity: String
  /// The files that it was read from.
  var files: [String]
  /// Its weights, as they are compiled.
  var weights: any WeightSource
  /// Its weights as they are stored, where the compiled ones have channels in another order.
  var unsorted: (any WeightSource)?

  /// Opens the model at `path`: textual IR (`*.ssd`), else whatever `ModelLoader` reads.
  static func open(_ path: String, options: CompileOptions) throws -> ModelSource {
    if path.hasSuffix(".ssd") {
      var source = try TextualModel.open(path, options: options)
      if let place = options.tokenizer {
        let file = try TokenizerFile.path(at: place)
        source.tokenizerFile = file
        source.files.append(file)
      }
      return source
    }
    if options.checkpoint != nil { throw TextualModel.strayCheckpoint(path) }
    return try ModelSource(ModelLoader.open(path, options: options.loadOptions()))
  }

  /// How to give the model the tokenizer that it lacks.
  var tokenizerAdvice: String {
    "--tokenizer FILE|DIR supplies one"
      + (usualTokenizer.map { "; \($0)" } ?? "")
  }

  /// The model in a checkpoint or description.
  init(_ checkpoint: Checkpoint) throws {
    let architecture = checkpoint.architecture
    title = architecture.name
    graph = try GraphImporter.module(of: architecture)
    vocabulary = architecture.vocabulary
    beginToken = architecture.beginToken
    endTokens = architecture.endTokens
    tokenizerFile = checkpoint.tokenizerFile
    usualTokenizer =
      checkpoint.origin.layout == .stateSpaces
      ? "the official state-spaces models use that of EleutherAI/gpt-neox-20b" : nil
    facts = ModelFacts.members(architecture)
    identity = GraphPrinter.print(graph)
    files =
      [checkpoint.origin.configuration] + checkpoint.origin.weights
      + [checkpoint.tokenizerFile].compactMap { $0 }
    let sorted = try SortedChannels(checkpoint, of: architecture)
    weights = sorted
    unsorted = sorted.isReordered ? checkpoint : nil
  }
}
