/// Writes modules as textual IR; `GraphParser` reads the same text back to an equal module.
public struct GraphPrinter {
  private var lines: [String] = []
  private var depth = 0

  /// The text of `module`, ending in a newline.
  public static func print(_ module: Module) -> String {
    var printer = GraphPrinter()
    printer.module(module)
    return printer.lines.joined(separator: "\n") + "\n"
  }

  private mutating func line(_ text: String) {
    lines.append(String(repeating: "  ", count: depth) + text)
  }

  private mutating func nested(_ body: (inout GraphPrinter) -> Void) {
    depth += 1
    body(&self)
    depth -= 1
  }

  private mutating func module(_ module: Module) {
    line("module \(module.name) {")
    nested { printer in
      for parameter in module.parameters { printer.line(Self.text(parameter)) }
      for state in module.states {
        printer.line("state @\(state.name) : \(Self.stacked(state.count))\(state.type)")
      }
      for function in module.functions { printer.function(function) }
    }
    line("}")
  }

  private static func stacked(_ count: Int?) -> String { count.map { "\($0) x " } ?? "" }

  private static func text(_ parameter: Parameter) -> String {
    var text = "param @\(parameter.name) : \(stacked(parameter.count))\(parameter.type)"
    text += " = \"\(parameter.source)\""
    text += blocks(parameter.blocks)
    for transform in parameter.transforms { text += " \(transform.rawValue)" }
    return parameter.storage == Storage() ? text : text + " in \(parameter.storage)"
  }

  /// Where the blocks of a stack are in the model; nothing where they are the first ones.
  private static func blocks(_ numbers: [Int]) -> String {
    guard let first = numbers.first, numbers != Array(0..<numbers.count) else { return "" }
    let isRun = numbers == Array(first..<first + numbers.count)
    return isRun
      ? " first \(first)" : " blocks [\(numbers.map(String.init).joined(separator: ", "))]"
  }

  private mutating func function(_ function: Function) {
    let role = function.entry?.suffix(of: function.name) ?? ""
    line("func \(function.name)\(role)\(Self.arguments(function.body)) {")
    nested { $0.body(function.body) }
    line("}")
  }

  private static func arguments(_ region: Region) -> String {
    "(" + region.arguments.map { "\($0.value): \($0.type)" }.joined(separator: ", ") + ")"
  }

  private mutating func body(_ region: Region) {
    for operation in region.operations { self.operation(operation) }
    line("yield " + region.results.map(\.description).joined(separator: ", "))
  }

  private mutating func operation(_ operation: Operation) {
    let definition = operation.kind.definition
    var text = operation.results.map(\.value.description).joined(separator: ", ")
    if !operation.results.isEmpty { text += " = " }
    text += definition.mnemonic
    var braced: [String] = []
    for attribute in definition.attributes {
      if case .symbol(let name) = attribute.value {
        text += " @\(name)"
      } else {
        braced.append("\(attribute.name) = \(Self.text(attribute.value))")
      }
    }
    if !operation.operands.isEmpty {
      text += " " + operation.operands.map(\.description).joined(separator: ", ")
    }
    if !braced.isEmpty { text += " {\(braced.joined(separator: ", "))}" }
    let types = operation.results.map(\.type.description).joined(separator: ", ")
    let suffix = operation.results.isEmpty ? "" : " : \(types)"
    guard let region = operation.region else { return line(text + suffix) }
    line(text + suffix + " do \(Self.arguments(region)) {")
    nested { $0.body(region) }
    line("}")
  }

  private static func text(_ value: AttributeValue) -> String {
    switch value {
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .word(let word): word
    case .symbol(let name): "@\(name)"
    case .integers(let list): "[" + list.map(String.init).joined(separator: ", ") + "]"
    }
  }
}
