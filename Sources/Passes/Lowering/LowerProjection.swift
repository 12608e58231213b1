import IR

extension Lowering {
  /// Output columns that one iteration of a projection's loop makes, a multiple of the panel width; fewer where there is only
  /// one row, so that all threads have some.
  static func tileColumns(rows: Extent) -> Int { rows == .fixed(1) ? 32 : 64 }

  /// `y = x Wᵀ + b`, in tiles of columns that threads can share out.
  mutating func lowerLinear(_ operation: Operation) throws -> [Statement] {
    let result = operation.results[0].value
    let weight = try location(operation.operands[1])
    let weightType = try type(operation.operands[1]).extents(tokens: 0)
    let (columns, inner) = (weightType[0], weightType[1])
    let rows = bound(try type(result).shape[0])
    let x = try location(operation.operands[0])
    let stem = Self.projectionName(definitions[operation.operands[1]])
    let y = try place(result, named: stem)
    let tile = Self.tileColumns(rows: try type(result).shape[0])
    let (call, first, count, step) = product(
      x, weight, y, rows: rows, columns: columns, inner: inner, tile: tile)
    var body: [Statement] = []
    if operation.operands.count == 3 {
      let bias = try location(operation.operands[2])
      let column = "j" + first
      let target = y.access(row: "t", channel: column)
      body.append(
        .loop(
          Loop(
            "t", to: [rows],
            [
              .loop(
                Loop("j", to: call.sizes[1], [.store(target, .load(bias.element([column])))]))
            ])))
    }
    var accumulating = call
    accumulating.accumulates = operation.operands.count == 3
    body += accumulating.inlined(suffix: "_")
    let title =
      "\(stem): [\(rows.asConstant.map(String.init) ?? "n"), \(columns)] from \(inner) channels"
    return [.section(Section(title), [.loop(Loop("tile", to: [Affine(count)], by: step, body))])]
  }

  /// The call of one tile with its first column, the bound of the loop over tiles, and its step: in panels or in columns as
  /// the weight is arranged.
  func product(
    _ x: Location, _ weight: Location, _ y: Location, rows: Affine, columns: Int, inner: Int,
    tile: Int
  ) -> (call: Call, first: Affine, count: Int, step: Int) {
    let width = Packing.panelWidth
    let views = (x: x.view(row: 0, channel: 0), width)
    switch weight {
    case .whole(let buffer, let prefix) where isPacked(buffer):
      let first = width * Affine.symbol("tile")
      let call = Call(
        .linearPanel,
        sizes: [[rows], [Affine(tile), Affine(columns) - first], [Affine(inner)]],
        views: [
          views.x,
          View(buffer, prefix + [first, 0], axes: [prefix.count, prefix.count + 1]),
          y.view(row: 0, channel: first),
        ])
      return (call, first, (columns + width - 1) / width, tile / width)
    case .whole, .rows, .tail:
      let call = Call(
        .linearRows,
        sizes: [[rows], [Affine(4 * tile), Affine(columns) - "tile"], [Affine(inner)]],
        views: [
          views.x, weight.view(row: "tile", channel: 0), y.view(row: 0, channel: "tile"),
        ])
      return (call, "tile", columns, 4 * tile)
    }
  }

  /// Whether a buffer holds a weight in panels.
  func isPacked(_ buffer: BufferID) -> Bool {
    output.buffers.contains { $0.name == buffer && $0.packing != .rows }
  }

  /// A buffer name for the product with a weight.
  private static func projectionName(_ definition: Operation?) -> String {
    guard case .parameter(let read)? = definition?.kind else { return "product" }
    let last = read.parameter.split(separator: ".").last.map(String.init) ?? read.parameter
    return identifier(last) + "_out"
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
      source = table.access(row: "id", channel: "c")
    }
    body.append(
      .loop(
        Loop(
          "c", to: [Affine(tableType[1])],
          [.store(y.access(row: "t", channel: "c"), .load(source))])))
    let rows = bound(try type(result).shape[0])
    return [
      .section("embed: the table's row of every token", [.loop(Loop("t", to: [rows], body))])
    ]
  }
}
