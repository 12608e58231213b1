import Diagnostics
import IR
import Passes

/// Runs a model before and after every pass and names the first pass that breaks its guarantee.
public struct DifferentialCheck {
  /// What was seen of one pass.
  public struct Finding: Hashable, Sendable {
    /// The pass.
    public var pass: String
    /// What it guarantees.
    public var exactness: Exactness
    /// The largest difference of a number, relative to the largest of its part, in double precision.
    public var difference: Double
    /// The part of the trace where that is.
    public var part: String
    /// Whether all numbers in the prime field are equal, nil where the pass's class does not promise it.
    public var isExactInField: Bool?
  }

  /// The rewrites to check, in order.
  public var graphPasses: [GraphPass] = Pipeline.graphPasses
  /// The step between both lists to check.
  public var lower: @Sendable (Module, PassOptions) throws -> LoopModule = Pipeline.lower
  /// The rewrites of loops to check, in order.
  public var loopPasses: [LoopPass] = Pipeline.loopPasses
  /// The steps of the pass that arranges nests.
  public var arrangement: Arrangement
  /// Options of all passes.
  public var options: PassOptions
  /// Gives the values of one slice of a parameter, after its transforms.
  public var values: GraphInterpreter<RealSemantics>.ParameterValues
  /// The sequence to run.
  public var ids: [Int]
  /// The sizes of the calls that the sequence is given in; a call of one token is a step.
  public var pieces: [Int]

  /// Whether loops are run over residues, too, where nothing is rounded and they must leave just what their graph leaves.
  public var checksResidues = true

  /// What reassociation may change, relative to the largest number of a part.
  public static let reassociationBound = 1e-11

  /// A check over `ids` given in calls of `pieces`.
  public init(
    options: PassOptions, ids: [Int], pieces: [Int],
    values: @escaping GraphInterpreter<RealSemantics>.ParameterValues
  ) {
    self.options = options
    arrangement = Arrangement(options: options)
    self.ids = ids
    self.pieces = pieces
    self.values = values
  }

  /// Checks every graph pass on `module`, reporting each to `observe`; throws at the first that breaks its guarantee.
  ///
  /// A pass that changes nothing is not run again. Returns the module after the last pass.
  public func graphs(
    _ module: Module, observe: (Finding) throws -> Void = { _ in }
  ) throws -> Module {
    var module = module
    var real = try trace(module, RealSemantics.self)
    for pass in graphPasses {
      let before = module
      module = try Pipeline.run(pass, before, options)
      let isSame = module == before
      let newReal = isSame ? real : try trace(module, RealSemantics.self)
      var isExact: Bool?
      if pass.exactness == .reassociating {
        isExact = try isSame || isEqualInField(before, module)
      }
      if case .weights = pass.exactness {
        let finding = try WeightRounding(before, module, values).finding(pass)
        try observe(finding)
        try Self.judge(finding)
      } else {
        try report(pass.name, pass.exactness, real, newReal, isExact: isExact, observe)
      }
      real = newReal
    }
    return module
  }

  /// Checks the lowering of a graph, and every loop pass, as `graphs` does; returns the planned loops.
  ///
  /// Parallel loops run backwards, so that iterations which depend on each other show.
  public func loops(
    _ graph: Module, observe: (Finding) throws -> Void = { _ in }
  ) throws -> LoopModule {
    var before = try trace(graph, RealSemantics.self)
    let residues = checksResidues ? try trace(graph, Residue.self) : nil
    var module = try lower(graph, options)
    try LoopVerifier.verify(module)
    var after = try trace(module, graph, Double.self)
    try report(
      Pipeline.loweringName, .reassociating, before, after,
      isExact: try residues.map { try isEqual($0, module, graph) }, observe)
    for pass in loopPasses {
      if pass.name == LoopPass.schedule.name { try rewrites(module, observe: observe) }
      before = after
      let last = module
      module = try Pipeline.run(pass, last, options)
      after = try trace(module, graph, Double.self)
      var isExact: Bool?
      if let residues, pass.exactness == .bitwise || pass.exactness == .reassociating {
        isExact = try module == last || isEqual(residues, module, graph)
      }
      try report(pass.name, pass.exactness, before, after, isExact: isExact, observe)
    }
    return module
  }

  /// Checks every rewrite of every nest by itself; reports each kind of rewrite.
  private func rewrites(_ module: LoopModule, observe: (Finding) throws -> Void) throws {
    var findings: [String: Finding] = [:]
    var order: [String] = []
    _ = try arrangement.arranged(module) { before, rewrite, after in
      let seen = try NestCheck().compare(before, after, by: rewrite)
      let name = "schedule: \(rewrite.keyword)"
      try Self.judge(
        Finding(
          pass: "\(rewrite)", exactness: rewrite.exactness, difference: seen.difference,
          part: "nest '\(before.label)'", isExactInField: checksResidues ? seen.isExactInField : nil
        ))
      if findings[name] == nil { order.append(name) }
      let known = findings[name]?.difference ?? 0
      findings[name] = Finding(
        pass: name, exactness: rewrite.exactness, difference: max(known, seen.difference),
        part: "", isExactInField: checksResidues ? true : nil)
    }
    for name in order { if let finding = findings[name] { try observe(finding) } }
  }

  /// Whether the loops leave exactly the residues that their graph leaves.
  private func isEqual(
    _ residues: Trace<Residue>, _ module: LoopModule, _ graph: Module
  ) throws -> Bool {
    try residues.common(with: trace(module, graph, Residue.self)).allSatisfy { $0.left == $0.right }
  }

  private func isEqualInField(_ left: Module, _ right: Module) throws -> Bool {
    let (left, right) = (try trace(left, PrimeField.self), try trace(right, PrimeField.self))
    return left.common(with: right).allSatisfy { $0.left == $0.right }
  }

  /// What the graph `module` computes.
  public func trace<S: Semantics>(_ module: Module, _: S.Type) throws -> Trace<S.Element> {
    var runner = GraphRunner<S>(module, values: values)
    return try runner.trace(ids, pieces: pieces)
  }

  private func trace<S: LoopScalar>(
    _ module: LoopModule, _ graph: Module, _: S.Type
  ) throws -> Trace<S> {
    var runner = try LoopRunner<S>(module, of: graph, order: .reversed, values: values)
    return try runner.trace(ids, pieces: pieces)
  }

  /// Reports what was seen of `pass` and judges it.
  func report(
    _ pass: String, _ exactness: Exactness, _ before: Trace<Double>, _ after: Trace<Double>,
    isExact: Bool?, _ observe: (Finding) throws -> Void
  ) throws {
    let (difference, part) = before.difference(from: after)
    let finding = Finding(
      pass: pass, exactness: exactness, difference: difference, part: part,
      isExactInField: isExact)
    try observe(finding)
    try Self.judge(finding)
  }

  /// The largest difference relative to the largest number; infinite where something is not a number.
  public static func difference(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    let differences = zip(left, right).map { abs($0 - $1) }
    guard differences.allSatisfy(\.isFinite) else { return .infinity }
    let (scale, worst) = (left.map { abs($0) }.max() ?? 0, differences.max() ?? 0)
    return worst == 0 ? 0 : worst / max(scale, .leastNormalMagnitude)
  }

  /// Throws where a finding shows a broken guarantee.
  static func judge(_ finding: Finding) throws {
    let (bound, whole): (Double, String) =
      switch finding.exactness {
      case .bitwise: (0, "the largest value")
      case .reassociating: (reassociationBound, "the largest value")
      case .approximate(let bound): (bound, "the largest value")
      case .weights(let bound): (bound, "a number")
      }
    if finding.difference > bound {
      throw Diagnostic(
        .passBrokeGuarantee,
        "pass '\(finding.pass)' changes \(finding.part) by \(finding.difference) of \(whole), allowed \(bound)"
      )
    }
    if finding.isExactInField == false {
      throw Diagnostic(
        .passBrokeGuarantee,
        "pass '\(finding.pass)' changes values in the prime field, where reordering is exact")
    }
  }
}
