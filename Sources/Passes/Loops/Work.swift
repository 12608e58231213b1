import IR

/// An estimate of what loops cost: the multiplications that they do, and how often a team of threads would wait in them.
struct Work {
  /// Products, with functions counted as several.
  private(set) var products = 0.0
  /// Parallel loops that are reached, each of which ends with all threads waiting for the slowest.
  private(set) var waits = 0.0

  /// A function such as exp costs about as much as so many products.
  private static let function = 8.0

  /// The products between two waits that are worth a team: some 20 µs of one thread.
  ///
  /// A wait takes one or two on a machine with nothing else to do, but milliseconds on a busy one, where the system leaves one
  /// of the threads aside.
  private static let leastShare = 65536.0

  /// Whether there is enough to do between one wait and the next.
  var deservesTeam: Bool { products >= Self.leastShare * waits }

  /// The work of `function`, every size halfway between its least and its greatest.
  init(of function: LoopFunction) {
    var values: [Symbol: Double] = [:]
    for size in function.sizes {
      let greatest = Self.value(size.greatest, values)
      values[size.name] = (Double(size.least) + greatest) / 2
    }
    add(function.body, times: 1, values, isShared: false)
  }

  private mutating func add(
    _ statements: [Statement], times: Double, _ outer: [Symbol: Double], isShared: Bool
  ) {
    var values = outer
    for statement in statements {
      switch statement {
      case .loop(let loop):
        let trips = Self.trips(loop, values)
        let isParallel = loop.kind == .parallel
        if isParallel, !isShared { waits += times }
        var inner = values
        inner[loop.variable] = Self.value(loop.lower, values) + trips * Double(loop.step) / 2
        add(loop.body, times: times * trips, inner, isShared: isShared || isParallel)
      case .team(let body), .section(_, let body):
        add(body, times: times, values, isShared: isShared)
      case .store(_, let value), .accumulate(_, let value), .define(_, let value),
        .assign(_, let value):
        products += times * Self.products(value)
      case .select(let selection):
        let upper = Self.value(selection.upper, values)
        values[selection.count] = upper
        products += times * upper * Self.products(selection.condition)
      case .call(let call):
        products += call.sizes.reduce(times) { $0 * Self.least($1, values) }
      case .index(let name, .least(let forms)): values[name] = Self.least(forms, values)
      case .index, .allocate: break
      }
    }
  }

  private static func trips(_ loop: Loop, _ values: [Symbol: Double]) -> Double {
    let length = least(loop.uppers, values) - value(loop.lower, values)
    return max(0, (length / Double(loop.step)).rounded(.up))
  }

  private static func least(_ forms: [Affine], _ values: [Symbol: Double]) -> Double {
    forms.map { value($0, values) }.min() ?? 0
  }

  /// What is not known, as an index read from memory, counts as zero: it moves where loops are, not how long.
  private static func value(_ form: Affine, _ values: [Symbol: Double]) -> Double {
    form.terms.reduce(Double(form.constant)) {
      $0 + Double($1.coefficient) * (values[$1.symbol] ?? 0)
    }
  }

  private static func products(_ expression: Expression) -> Double {
    switch expression {
    case .constant, .load, .scalar: 0
    case .unary(.negate, let argument): products(argument)
    case .unary(_, let argument): function + products(argument)
    case .binary(let operation, let left, let right):
      (operation == .multiply || operation == .divide ? 1 : 0) + products(left) + products(right)
    }
  }
}
