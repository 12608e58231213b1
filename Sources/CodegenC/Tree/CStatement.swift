/// A C statement.
public indirect enum CStatement: Hashable, Sendable {
  /// `type name = initializer;`
  case variable(CVariable)
  /// `target = value;` or `target += value;`
  case assign(CExpression, CAssignment, CExpression)
  /// `expression;`
  case expression(CExpression)
  /// `return value;`
  case returns(CExpression)
  /// A counting loop.
  case loop(CLoop)
  /// `{ … }`
  case block([CStatement])
  /// An instruction to the compiler about the next statement.
  case pragma(CPragma)
  /// A remark on a line of its own.
  case comment(CComment)
  /// An empty line.
  case blank
}

/// The operators that change a variable.
public enum CAssignment: String, Hashable, Sendable {
  case set = "="
  case add = "+="
}

/// `for (ptrdiff_t variable = first; variable < limit; variable += step) { … }`
public struct CLoop: Hashable, Sendable {
  /// The counter.
  public var variable: String
  /// Its first value.
  public var first: CExpression
  /// What it stays below.
  public var limit: CExpression
  /// What is added after each turn.
  public var step: Int
  /// What is repeated.
  public var body: [CStatement]
}

/// Instructions to the compiler; each can be ignored without changing results.
public enum CPragma: Hashable, Sendable {
  /// A team of threads executes the next statement.
  case parallel
  /// The threads of the team share out the turns of the next loops, and do not wait for each other behind them.
  case shared(loops: Int)
  /// One thread of the team executes the next statement, and the others do not wait for it.
  case single
  /// The turns of the next loop may be executed in vector lanes; the variables are sums over them.
  case simd(sums: [String])
  /// The turns of the next loop, so many, are written out.
  case unrolled(Int)
  /// Warnings of this name are not wanted in this file.
  case ignoredWarning(String)

  /// The line without its indentation.
  var text: String {
    switch self {
    case .parallel: "#pragma omp parallel"
    case .shared(let loops):
      "#pragma omp for schedule(static)" + (loops > 1 ? " collapse(\(loops))" : "") + " nowait"
    case .single: "#pragma omp single nowait"
    case .simd(let sums):
      "#pragma omp simd"
        + (sums.isEmpty ? "" : " reduction(+ : \(sums.joined(separator: ", ")))")
    case .unrolled(let turns): "#pragma GCC unroll \(turns)"
    case .ignoredWarning(let name): "#pragma GCC diagnostic ignored \"-W\(name)\""
    }
  }
}
