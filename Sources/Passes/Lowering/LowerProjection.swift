import IR

extension Lowering {
  /// `y = x Wᵀ`, or `b + x Wᵀ` with the bias in every row first.
  mutating func lowerLinear(_ operation: Operation) throws -> [Statement] {
    let result = operation.results[0].value
    let (x, weight) = (try location(operation.operands[0]), try location(operation.operands[1]))
    let extents = try type(operation.operands[1]).extents(tokens: 0)
    let (columns, depth) = (Affine(extents[0]), Affine(extents[1]))
    let rows = bound(try type(result).shape[0])
    let stem = Self.projectionName(definitions[operation.operands[1]])
    let y = try place(result, named: stem)
    let element = y["row", "column"]
    let term = Expression.binary(
      .multiply, .load(x["row", "k"]),
      .load(weight["column", "k"]))
    let sum = Statement.loop(Loop("k", to: [depth], [.accumulate(element, term)]))
    var start = [Statement.store(element, .constant(0))]
    var nest: [Statement] = []
    if operation.operands.count == 3 {
      let bias = try location(operation.operands[2])
      let first = Statement.store(y["t", "j"], .load(bias.element(["j"])))
      nest.append(.loop(Loop("t", to: [rows], [.loop(Loop("j", to: [columns], [first]))])))
      start = []
    }
    nest.append(
      .loop(Loop("row", to: [rows], [.loop(Loop("column", to: [columns], start + [sum]))])))
    let title =
      "\(stem): [\(rows.asConstant.map(String.init) ?? "n"), \(columns)] from \(depth) channels"
    let label = NestLabel(.linear, rows == 1 ? .one : .many, y.element([0, 0]).buffer)
    return [.section(Section(title, nest: label), nest)]
  }

  /// Whether a buffer holds a weight in panels.
  func isPacked(_ buffer: BufferID) -> Bool {
    output.buffers.contains { $0.name == buffer && $0.packing != .rows }
  }

  /// A buffer name for the product with a weight.
  private static func projectionName(_ definition: Operation?) -> BufferID {
    guard case .parameter(let read)? = definition?.kind else { return "product" }
    let last = read.parameter.split(separator: ".").last.map(String.init) ?? read.parameter
    return "\(identifier(last))_out"
  }

  /// The rows of the table that the ids name.
  mutating func lowerEmbed(_ operation: Operation) throws -> [Statement] {
    let result = operation.results[0].value
    let table = try location(operation.operands[1])
    let tableType = try type(operation.operands[1]).extents(tokens: 0)
    let ids = try location(operation.operands[0])
    let y = try place(result, named: "embedded")
    var body: [Statement] = [
      .index("id", .load(ids.element(["t"]), below: tableType[0]))
    ]
    let source: Access
    switch table {
    case .whole(let buffer, let prefix) where isPacked(buffer):
      let width = Packing.panelWidth
      body.append(.index("panel", .quotient("id", by: width)))
      body.append(.index("lane", .remainder("id", by: width)))
      source = Access(buffer, prefix + [width * Affine.symbol("panel") + "lane", "c"])
    case .whole, .rows, .tail:
      source = table["id", "c"]
    }
    body.append(
      .loop(
        Loop(
          "c", to: [Affine(tableType[1])],
          [.store(y["t", "c"], .load(source))])))
    let rows = bound(try type(result).shape[0])
    return [
      .section("embed: the table's row of every token", [.loop(Loop("t", to: [rows], body))])
    ]
  }
}
