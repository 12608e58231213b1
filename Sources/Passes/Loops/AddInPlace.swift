import IR

extension LoopPass {
  /// Lets a product with a weight add to what it would be added to next, such as the residual: one pass over the rows less, and
  /// one wait.
  static let addInPlace = LoopPass(
    "add-in-place", "add products directly to the rows that they are only added to", .reassociating
  ) { module, _ in
    var module = module
    for index in module.functions.indices {
      let search = ProductSearch(module, module.functions[index])
      module.functions[index].body = search.rewritten(module.functions[index].body)
    }
    return module
  }
}

/// The search for products that are only added to something.
private struct ProductSearch {
  /// How many statements of the function name each buffer that ends with it.
  private var uses: [BufferID: Int] = [:]

  init(_ module: LoopModule, _ function: LoopFunction) {
    for buffer in module.buffers where buffer.space.isScratch && buffer.name != module.handover {
      uses[buffer.name] = Self.uses(of: buffer.name, in: function.body)
    }
  }

  private static func uses(of buffer: BufferID, in statements: [Statement]) -> Int {
    statements.flatMap(\.flattened).count {
      ($0.reads + $0.writes).contains { $0.buffer == buffer }
    }
  }

  func rewritten(_ statements: [Statement]) -> [Statement] {
    var result: [Statement] = []
    for statement in statements {
      switch statement {
      case .loop(var loop):
        loop.body = rewritten(loop.body)
        result.append(.loop(loop))
      case .team(let body): result.append(.team(rewritten(body)))
      case .section(let section, let body):
        if section.nest == nil, case .section(let product, let loops)? = result.last,
          product.nest?.kind == .linear, let (adding, rest) = joined(loops, body)
        {
          result[result.count - 1] = .section(product, adding)
          if !rest.isEmpty { result.append(.section(section.withoutAddition, rest)) }
        } else {
          result.append(statement)
        }
      case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call:
        result.append(statement)
      }
    }
    return result
  }

  /// The product `loops` adding to what the first loop of `body` adds it to, and what is left of `body`; nil where there is more
  /// to it.
  private func joined(
    _ loops: [Statement], _ body: [Statement]
  ) -> (adding: [Statement], rest: [Statement])? {
    guard case .loop(let rows)? = loops.last, case .loop(let columns)? = rows.body.first,
      rows.body.count == 1, let product = columns.body.flatMap(\.flattened).flatMap(\.writes).first,
      body.count == 1, case .loop(var sumRows)? = body.first,
      case .loop(let sumColumns)? = sumRows.body.first,
      rows.hasRange(of: sumRows), columns.hasRange(of: sumColumns),
      Self.isFilled(product, rows, columns, in: loops),
      sumColumns.body.count == 1, let sum = sumColumns.body[0].addition(of: product.buffer),
      product.indices.count == 2,
      sum.term.indices == [
        product.indices[0] - .symbol(rows.variable) + .symbol(sumRows.variable),
        product.indices[1] - .symbol(columns.variable) + .symbol(sumColumns.variable),
      ], sum.target.indices.count == 2,
      uses[product.buffer] == Self.uses(of: product.buffer, in: loops) + 1,
      Self.uses(of: sum.target.buffer, in: loops) == 0
    else { return nil }
    sumRows.body.removeFirst()
    // What follows sees the sums of its own row only, so all of them may come first.
    let later = sumRows.body.flatMap(\.flattened).flatMap { $0.reads + $0.writes }
    guard
      later.allSatisfy({
        $0.buffer != sum.target.buffer || $0.indices[0] == sum.target.indices[0]
      })
    else { return nil }
    let shift = zip(sum.target.indices, sum.term.indices).map { $0 - $1 }
    guard shift.allSatisfy({ $0.asConstant != nil }) else { return nil }
    let adding = loops.compactMap {
      Self.adding($0, of: product.buffer, to: sum.target.buffer, shift)
    }
    return (adding, sumRows.body.isEmpty ? [] : [.loop(sumRows)])
  }

  /// Whether `loops` write nothing but the rows of `product`, each element once before anything is added to it: zero, right
  /// before its products, or what a nest of the same ranges puts there.
  private static func isFilled(
    _ product: Access, _ rows: Loop, _ columns: Loop, in loops: [Statement]
  ) -> Bool {
    let writes = loops.flatMap(\.flattened).filter { !$0.writes.isEmpty }
    let stores = writes.filter { if case .store = $0 { true } else { false } }
    guard stores.count == 1,
      writes.allSatisfy({ $0.writes.allSatisfy { $0.buffer == product.buffer } })
    else { return false }
    if loops.count == 1 { return columns.body.first == .store(product, .constant(0)) }
    guard loops.count == 2, case .loop(let outer) = loops[0], outer.body.count == 1,
      case .loop(let inner) = outer.body[0], inner.body == stores
    else { return false }
    let shift: [Affine] = [
      .symbol(outer.variable) - .symbol(rows.variable),
      .symbol(inner.variable) - .symbol(columns.variable),
    ]
    return outer.hasRange(of: rows) && inner.hasRange(of: columns)
      && stores[0].writes[0].indices == zip(product.indices, shift).map { $0 + $1 }
  }

  /// Loops that put numbers into `buffer`, adding them to those of `target` instead; nil where nothing is left of them.
  private static func adding(
    _ statement: Statement, of buffer: BufferID, to target: BufferID, _ shift: [Affine]
  ) -> Statement? {
    switch statement {
    case .store(let element, .constant(0)) where element.buffer == buffer: return nil
    case .store(let element, let value), .accumulate(let element, let value):
      return .accumulate(Access(target, zip(element.indices, shift).map { $0 + $1 }), value)
    case .loop(var loop):
      loop.body = loop.body.compactMap { adding($0, of: buffer, to: target, shift) }
      return loop.body.isEmpty ? nil : .loop(loop)
    case .define, .assign, .index, .allocate, .select, .call, .team, .section: return statement
    }
  }
}

extension Section {
  /// The section whose title no longer names the addition that it began with.
  fileprivate var withoutAddition: Section {
    var section = self
    section.title = title.replacing("rows: add, ", with: "rows: ", maxReplacements: 1)
    return section
  }
}

extension Loop {
  /// Whether both loops go through the same values.
  fileprivate func hasRange(of other: Loop) -> Bool {
    (lower, uppers, step) == (other.lower, other.uppers, other.step)
  }
}

extension Statement {
  /// What the statement adds an element of `buffer` to, nil where it does anything else.
  fileprivate func addition(of buffer: BufferID) -> (target: Access, term: Access)? {
    let (target, term): (Access, Access)
    switch self {
    case .accumulate(let element, .load(let added)): (target, term) = (element, added)
    case .store(let element, .binary(.add, .load(let left), .load(let right)))
    where element == left || element == right:
      (target, term) = (element, element == left ? right : left)
    default: return nil
    }
    return term.buffer == buffer && target.buffer != buffer ? (target, term) : nil
  }
}
