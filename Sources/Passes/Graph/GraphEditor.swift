import IR

/// Rebuilds a module operation by operation while a rule replaces some of them.
struct GraphEditor {
  /// The builder of the innermost region; rules append to it.
  var builder: GraphBuilder
  /// The operation that defines each value kept so far, with its operands already replaced.
  private(set) var definitions: [Value: Operation] = [:]
  private var replacements: [Value: Value] = [:]

  /// What the function that is rewritten is for.
  let entry: EntryPoint?

  /// Gives replacements for the operation's results after appending what computes them, or nil to keep it.
  typealias Rule = (Operation, inout GraphEditor) throws -> [Value]?

  /// `module` with `rule` applied to every operation, innermost regions included.
  static func rewrite(_ module: Module, _ rule: Rule) throws -> Module {
    var module = module
    for index in module.functions.indices {
      let body = module.functions[index].body
      let first = (body.definedValues.map(\.value.number).max() ?? -1) + 1
      var editor = GraphEditor(
        builder: GraphBuilder(module, firstValue: first), entry: module.functions[index].entry)
      let edited = try editor.region(body, rule)
      module = editor.builder.module
      module.functions[index].body = edited
    }
    return module
  }

  private init(builder: GraphBuilder, entry: EntryPoint?) {
    self.builder = builder
    self.entry = entry
  }

  /// The kind and operands of the operation that defines `value`, if it is one.
  func definition(_ value: Value) -> Operation? { definitions[value] }

  /// Lets later operations read `new` where they read `old`.
  mutating func replace(_ old: Value, by new: Value) { replacements[old] = new }

  private mutating func region(_ region: Region, _ rule: Rule) throws -> Region {
    var inner = self
    inner.builder = builder.emptied()
    region.arguments.forEach { inner.builder.know($0) }
    for operation in region.operations {
      var operation = operation
      operation.operands = operation.operands.map { inner.replacements[$0] ?? $0 }
      if let nested = operation.region {
        operation.region = try inner.region(nested, rule)
      }
      let before = inner.builder.operations.count
      if let replaced = try rule(operation, &inner) {
        for (old, new) in zip(operation.results, replaced) {
          inner.replacements[old.value] = new
        }
      } else {
        inner.builder.append(operation)
      }
      for made in inner.builder.operations[before...] {
        for result in made.results { inner.definitions[result.value] = made }
      }
    }
    let results = region.results.map { inner.replacements[$0] ?? $0 }
    let edited = inner.builder.region(arguments: region.arguments, results: results)
    builder.adopt(inner.builder)
    return edited
  }
}

extension GraphBuilder {
  /// A builder of a nested region: it knows the same values and has no operations yet.
  func emptied() -> GraphBuilder {
    var inner = GraphBuilder(module, firstValue: nextValue)
    for (value, type) in types { inner.know(TypedValue(value, type)) }
    return inner
  }

  /// Takes over declarations and value numbers of a nested region's builder.
  mutating func adopt(_ inner: GraphBuilder) {
    module = inner.module
    for (value, type) in inner.types { know(TypedValue(value, type)) }
  }
}
