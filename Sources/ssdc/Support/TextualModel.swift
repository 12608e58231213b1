import Diagnostics
import Frontend
import IR
import Passes
import Project

/// Models in textual IR: a graph as `compile --emit ir` prints it, with the weights of a checkpoint or random ones.
enum TextualModel {
  /// Chooses the weights of a graph that is given none.
  private static let seed: UInt64 = 0

  /// The model in the file at `path`; its weights are those of `--checkpoint`, by their canonical names.
  static func open(_ path: String, options: CompileOptions) throws -> ModelSource {
    guard case .graph(let graph) = try IRText.parse(path) else {
      throw Diagnostic(
        .noModel, "the text is loop IR, expected a graph", at: FileLocation(path),
        help: "'ssdc opt' accepts both levels")
    }
    let vocabulary = try vocabulary(of: graph, path)
    try checkSizes(graph, path)
    try checkNames(graph, path)
    guard let folder = options.checkpoint else {
      return ModelSource(graph, vocabulary, path, RandomParameters(graph, seed: seed))
    }
    let checkpoint = try ModelLoader.open(folder, options: options.loadOptions())
    try check(graph, path, against: checkpoint)
    var source = ModelSource(graph, vocabulary, path, checkpoint)
    let original = try ModelSource(checkpoint)
    if original.identity == source.identity {
      (source.weights, source.unsorted) = (original.weights, original.unsorted)
    }
    if original.vocabulary == vocabulary {
      source.beginToken = original.beginToken
      source.endTokens = original.endTokens
      source.tokenizerFile = original.tokenizerFile
    }
    source.usualTokenizer = original.usualTokenizer
    source.files += original.files
    return source
  }

  /// The most slices of one parameter, and the most elements of all together: far beyond any model that exists.
  private static let largestCount = 4096
  private static let largestTotal = 1 << 40

  private static func checkSizes(_ graph: Module, _ path: String) throws {
    var total = 0
    for (name, count, type) in graph.parameters.map({ ($0.name, $0.count, $0.type) })
      + graph.states.map({ ($0.name, $0.count, $0.type) })
    {
      let count = count ?? 1
      let size = type.extents(tokens: 1).reduce(count) { product, extent in
        let (next, overflows) = product.multipliedReportingOverflow(by: extent)
        return overflows ? .max : next
      }
      guard count <= largestCount, size <= largestTotal - total else {
        throw Diagnostic(
          .noModel,
          "'\(name)' makes the model too large: expected at most \(largestCount) slices, and \(largestTotal) elements in all",
          at: FileLocation(path))
      }
      total += size
    }
  }

  /// Refuses what the weights file could not hold under its name.
  private static func checkNames(_ graph: Module, _ path: String) throws {
    for parameter in graph.parameters {
      let name = LowerToLoops.bufferName(of: parameter)
      guard WeightsLayout.isReserved(name.text) else { continue }
      throw Diagnostic(
        .badDeclaration, "'\(name)' is a reserved name in weights files",
        at: FileLocation(path, "parameter '@\(parameter.name)'"))
    }
  }

  /// What a checkpoint for another kind of model means.
  static func strayCheckpoint(_ path: String) -> Diagnostic {
    Diagnostic(
      .badOption, "option '--checkpoint' is only for textual IR, and '\(path)' is not a *.ssd file")
  }

  /// The number of logits, of a graph with the two functions of a language model.
  private static func vocabulary(of graph: Module, _ path: String) throws -> Int {
    func signature(_ role: EntryPoint.Role) -> (argument: TensorType, result: TensorType)? {
      guard let body = graph.function(role)?.body, body.arguments.count == 1,
        body.results.count == 1,
        let result = body.definedValues.first(where: { $0.value == body.results[0] })
      else { return nil }
      return (body.arguments[0].type, result.type)
    }
    guard graph.functions.count == 2, let body = signature(.body), let head = signature(.head),
      body.argument == TensorType(.i32, [.tokens]), body.result == head.argument,
      head.result.shape.count == 2, case .fixed(let vocabulary) = head.result.shape[1]
    else {
      throw Diagnostic(
        .noModel,
        "the graph is not a language model: expected functions for body, (i32[T]), and for head, (f32[T, width]), as the importer emits them",
        at: FileLocation(path))
    }
    return vocabulary
  }

  /// Every parameter of the graph must be a weight of the checkpoint.
  private static func check(
    _ graph: Module, _ path: String, against checkpoint: Checkpoint
  ) throws {
    for parameter in graph.parameters {
      let count = parameter.type.extents(tokens: 0).reduce(1, *)
      for index in 0..<(parameter.count ?? 1) {
        let name = parameter.sourceName(index)
        guard let stored = checkpoint.parameter(name) else {
          throw Diagnostic(
            .missingTensor, "the checkpoint has no weight '\(name)'",
            at: FileLocation(path, "parameter '@\(parameter.name)'"))
        }
        guard stored.count == count else {
          throw Diagnostic(
            .wrongShape,
            "weight '\(name)' has shape \(stored.shape), expected \(count) elements",
            at: FileLocation(path, "parameter '@\(parameter.name)'"))
        }
      }
    }
  }
}

extension ModelSource {
  /// A graph with weights from elsewhere.
  fileprivate init(
    _ graph: Module, _ vocabulary: Int, _ path: String, _ weights: any WeightSource
  ) {
    title = graph.name
    self.graph = graph
    self.vocabulary = vocabulary
    endTokens = []
    facts = [.init("layout", .text("textual IR"))]
    identity = GraphPrinter.print(graph)
    files = [path]
    self.weights = weights
  }
}
