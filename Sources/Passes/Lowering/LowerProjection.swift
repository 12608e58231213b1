import IR

extension Lowering {
  /// `y = x Wᵀ`, or `b + x Wᵀ` with the bias in every row first.
  mutating func lowerLinear(_ operation: Operation) throws -> [Statement] {
    let result = operation.results[0].value
    let (x, weight) = (try location(operation.operands[0]), try location(operation.operands[1]))
    let extents = try type(operation.operands[1]).extents(tokens: 0)
    let (columns, depth) = (extents[0], extents[1])
    let rows = bound(try type(result).shape[0])
    let stem = Self.projectionName(definitions[operation.operands[1]])
    let y = try place(result, named: stem)
    let bias = try operation.operands.dropFirst(2).first.map { try location($0) }
    let title =
      "\(stem): [\(rows.asConstant.map(String.init) ?? "n"), \(columns)] from \(depth) channels"
    return nest(.linear, y, title, for: rows == 1 ? .one : .many) {
      if let bias {
        loop("t", to: rows) {
          loop("j", count: columns) { y["t", "j"].set(bias.element(["j"])) }
        }
      }
      loop("row", to: rows) {
        loop("column", count: columns) {
          if bias == nil { y["row", "column"].set(0.0) }
          loop("k", count: depth) {
            y["row", "column"].add(x["row", "k"] * weight["column", "k"])
          }
        }
      }
    }
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
    let rows = bound(try type(result).shape[0])
    var place: [Statement] = []
    var source = table["id", "c"]
    if case .whole(let buffer, let prefix) = table, isPacked(buffer) {
      let width = Packing.panelWidth
      place = [
        .index("panel", .quotient("id", by: width)), .index("lane", .remainder("id", by: width)),
      ]
      source = Access(buffer, prefix + [width * Affine.symbol("panel") + "lane", "c"])
    }
    return [
      section("embed: the table's row of every token") {
        loop("t", to: rows) {
          Statement.index("id", .load(ids.element(["t"]), below: tableType[0]))
          place
          loop("c", count: tableType[1]) { y["t", "c"].set(source) }
        }
      }
    ]
  }
}
