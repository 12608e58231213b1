import IR

extension GraphPass {
  /// Makes the entry points of the emitted program out of the one description of the model.
  ///
  /// `prefill` is the body over a segment of tokens, `step` the body over one token; `head_all` maps every row to
  /// logits, `head_last` the last row alone, which is all that generation needs. Short calls of prefill may have variants of
  /// their own.
  static let expand = GraphPass(
    "expand", "derive prefill, step and heads from one description", .bitwise,
    ensures: .everything.subtracting(.unexpanded)
  ) { module, options in
    guard let body = module.function(.body), let head = module.function(.head) else {
      return module
    }
    var module = module
    var last = head.body
    if let argument = last.arguments.first {
      var builder = GraphBuilder(
        module, firstValue: 1 + (last.definedValues.map(\.value.number).max() ?? 0))
      builder.know(argument)
      let row = try builder(.lastRow(LastRow()), argument.value)
      let single = fixed(replacing(argument.value, by: row, in: last))
      last = Region(
        arguments: [argument], operations: builder.operations + single.operations,
        results: single.results)
    }
    let short = options.schedule.variants
    let long = Function(
      name: short.isEmpty ? "prefill" : "prefill_long", entry: EntryPoint(.prefill), body: body.body
    )
    let variants = short.map { limit in
      Function(
        name: "prefill_\(limit)", entry: EntryPoint(.prefill, limit: limit), body: body.body)
    }
    module.functions = Declarations(
      [long] + variants + [
        Function(name: "step", entry: EntryPoint(.step), body: fixed(body.body)),
        Function(name: "head_last", entry: EntryPoint(.headLast), body: last),
        Function(name: "head_all", entry: EntryPoint(.headAll), body: head.body),
      ])
    return module
  }

  /// The region for a call of one token.
  private static func fixed(_ region: Region) -> Region {
    func fixed(_ typed: TypedValue) -> TypedValue {
      TypedValue(typed.value, typed.type.fixing(tokens: 1))
    }
    var region = region
    region.arguments = region.arguments.map(fixed)
    region.operations = region.operations.map { operation in
      var operation = operation
      operation.results = operation.results.map(fixed)
      operation.region = operation.region.map { Self.fixed($0) }
      return operation
    }
    return region
  }

  /// The region with `new` read in the place of `old`.
  private static func replacing(_ old: Value, by new: Value, in region: Region) -> Region {
    var region = region
    region.results = region.results.map { $0 == old ? new : $0 }
    region.operations = region.operations.map { operation in
      var operation = operation
      operation.operands = operation.operands.map { $0 == old ? new : $0 }
      operation.region = operation.region.map { replacing(old, by: new, in: $0) }
      return operation
    }
    return region
  }
}
