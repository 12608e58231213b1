import IR

extension FunctionLowering {
  /// The list and its count, filled without a branch: each index is written behind the last, and kept if it is to be.
  ///
  /// There is always room for one more, because there are no more elements than indices before this one.
  mutating func select(_ selection: Selection, _ scope: inout Scope) throws -> [CStatement] {
    var inner = scope
    let upper = try scope.index(selection.upper)
    let list = scope.declare(selection.buffer)
    let count = scope.declareSymbol(selection.count)
    inner.names = scope.names
    let variable = inner.declareSymbol(selection.variable)
    let condition = try expression(selection.condition, inner)
    let filling = CLoop(
      variable: variable, first: .integer(0), limit: upper, step: 1,
      body: [
        .assign(
          .element(.name(list), .name(count)), .set, .cast(.token, .name(variable))),
        .assign(.name(count), .add, .binary(.differs, condition, .float(0))),
      ])
    return [
      .variable(
        CVariable(
          .array(.token, count: selection.capacity), list, note: "\(selection.buffer.shape)")),
      .variable(CVariable(.index, count, .value(.integer(0)))), .loop(filling),
    ]
  }
}
