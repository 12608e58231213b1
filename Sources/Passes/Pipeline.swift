import Diagnostics
import IR

/// How a model becomes a program: every pass, in order, and why it stands where it does.
public enum Pipeline {
  /// The rewrites of the graph.
  public static let graphPasses: [GraphPass] = [
    // The description says which matrix is applied; its type says that it is semiseparable, so it is a scan.
    .recognizeSemiseparable,
    // Less to look at for all that follows.
    .canonicalize,
    .fold,
    .removeDead,
    // Where the weights of a Mamba-1 allow it, its scan is that of SSD, with far fewer exponentials.
    .promoteScalarDecay,
    // One description, two ways to run it: many tokens at once, or one. What follows may treat them differently.
    .expand,
    // The decision this compiler exists for: recurrent, or quadratic in chunks of which size.
    .chooseChunk,
    // The four steps of a chunked scan, each with its own meaning …
    .partitionSemiseparable,
    // … and the one loop that does three of them while the state is in cache.
    .fuseChunk,
    // Decays that no token changes need no exponentials.
    .tabulateDecays,
    // Weights in as many bits as was asked for; what follows is compared with the rounded model.
    .quantizeWeights,
    // Weights in the order in which the kernels read them.
    .packWeights,
    // Last, because it hides operations in regions: rows that are made and used at once.
    .fuseElementwise,
  ]

  /// The name of the step between both lists.
  public static let loweringName = "lower-to-loops"

  /// The rewrites of the loops.
  public static let loopPasses: [LoopPass] = [
    // One copy of a residual …
    .sumInPlace,
    // … to which products add by themselves, while they are still plain loops.
    .addInPlace,
    // Lowering says what a nest means, its schedule how it is computed.
    .schedule,
    // What is a kernel's meaning becomes a call where no schedule has said so.
    .selectKernels,
    // Outer loops to threads, then inner loops to vector lanes.
    .parallelize,
    .vectorize,
    // When all buffers and their uses are settled.
    .planMemory,
  ]

  /// A module between two passes.
  public enum Stage {
    /// Before lowering.
    case graph(Module)
    /// After it.
    case loops(LoopModule)
  }

  /// Runs all passes on an imported module, showing every stage to `observe` under the name of the pass just run.
  ///
  /// What each pass leaves is verified: bounds and races of loops, types of graphs, and the forms that a graph pass guarantees
  /// to remove.
  public static func run(
    _ module: Module, _ options: PassOptions, observe: (String, Stage) throws -> Void = { _, _ in }
  ) throws -> LoopModule {
    var graph = module
    try GraphVerifier.verify(graph)
    try observe("import", .graph(graph))
    for pass in graphPasses {
      graph = try run(pass, graph, options)
      try observe(pass.name, .graph(graph))
    }
    var loops = try lower(graph, options)
    try observe(loweringName, .loops(loops))
    for pass in loopPasses {
      loops = try run(pass, loops, options)
      try observe(pass.name, .loops(loops))
    }
    return loops
  }

  /// Runs one pass, checking the forms before and the module after it.
  public static func run(
    _ pass: GraphPass, _ module: Module, _ options: PassOptions
  ) throws -> Module {
    let extra = GraphForms.found(in: module).subtracting(pass.requires)
    guard extra.isEmpty else {
      throw Diagnostic(.illegalForm, "pass '\(pass.name)' met a form it does not accept")
    }
    let result = try pass.run(module, options)
    try GraphVerifier.verify(result)
    guard GraphForms.found(in: result).subtracting(pass.ensures).isEmpty else {
      throw Diagnostic(.illegalForm, "pass '\(pass.name)' left a form it promised to remove")
    }
    return result
  }

  /// Takes the step between both lists, checking the loops after it.
  public static func lower(
    _ module: Module, _ options: PassOptions = PassOptions()
  ) throws -> LoopModule {
    let loops = try LowerToLoops.run(module, options.schedule)
    try LoopVerifier.verify(loops)
    return loops
  }

  /// Runs one pass, checking the loops after it.
  public static func run(
    _ pass: LoopPass, _ module: LoopModule, _ options: PassOptions
  ) throws -> LoopModule {
    let result = try pass.run(module, options)
    try LoopVerifier.verify(result)
    return result
  }
}
