import Diagnostics

/// Writes loop modules as text; `LoopParser` reads the same text back to an equal module.
///
/// Equal modules have equal text. Numbers are printed with the fewest digits that read back to the same 64 bits.
public struct LoopPrinter {
  private var lines: [String] = []
  private var depth = 0

  /// The text of `module`, ending in a newline.
  public static func print(_ module: LoopModule) -> String {
    var printer = LoopPrinter()
    printer.block("loop module \(module.name)") { printer in
      for buffer in module.buffers { printer.line("buffer \(buffer)") }
      if let handover = module.handover { printer.line("handover \(handover)") }
      for function in module.functions { printer.function(function) }
    }
    return printer.lines.joined(separator: "\n") + "\n"
  }

  private mutating func line(_ text: String) {
    lines.append(text.isEmpty ? "" : String(repeating: "  ", count: depth) + text)
  }

  private mutating func block(_ head: String, _ body: (inout LoopPrinter) -> Void) {
    line(head + " {")
    depth += 1
    body(&self)
    depth -= 1
    line("}")
  }

  private mutating func function(_ function: LoopFunction) {
    let sizes = function.sizes.map { "\($0.name): \($0.least)...\($0.greatest)" }
    let arguments = function.arguments.map { argument in
      "\(argument.name): \(argument.type)"
        + (argument.space == .argument ? "" : " in \(argument.space)")
    }
    line("")
    let role = function.entry?.suffix(of: function.name) ?? ""
    block("func \(function.name)\(role)(\((sizes + arguments).joined(separator: ", ")))") {
      printer in
      for note in function.notes {
        for text in note.split(separator: "\n", omittingEmptySubsequences: false) {
          printer.line(text.isEmpty ? "//" : "// \(text)")
        }
      }
      printer.body(function.body)
    }
  }

  private mutating func body(_ statements: [Statement]) {
    for statement in statements { self.statement(statement) }
  }

  private mutating func statement(_ statement: Statement) {
    switch statement {
    case .loop(let loop): block(Self.head(loop)) { $0.body(loop.body) }
    case .store(let target, let value): line("\(target) = \(value)")
    case .accumulate(let target, let value): line("\(target) += \(value)")
    case .define(let name, let value): line("let \(name) = \(value)")
    case .assign(let name, let value): line("\(name) = \(value)")
    case .index(let name, let source): line("index \(name) = \(source)")
    case .allocate(let buffer):
      let space = buffer.space == .stack ? "" : " in \(buffer.space)"
      line("stack \(buffer.name) : \(buffer.type)" + space)
    case .select(let selection): line("select \(selection)")
    case .call(let call): line(Self.text(call))
    case .team(let statements): block("team") { $0.body(statements) }
    case .section(let section, let statements):
      block(Self.head(section)) { $0.body(statements) }
    }
  }

  /// The section's first line, without the brace.
  static func head(_ section: Section) -> String {
    let label = section.nest.map { nest in
      let rewrites = section.rewrites.map(DiagnosticRenderer.quoted).joined(separator: ", ")
      return " nest \(nest.kind.rawValue) \(nest.tokens.rawValue) "
        + DiagnosticRenderer.quoted(nest.name.text)
        + (rewrites.isEmpty ? "" : " arranged [\(rewrites)]")
    }
    return "section \(DiagnosticRenderer.quoted(section.title))" + (label ?? "")
  }

  /// The loop's first line, without the brace.
  static func head(_ loop: Loop) -> String {
    let kind =
      switch loop.kind {
      case .sequential: ""
      case .parallel: "parallel "
      case .simd(let sums) where sums.isEmpty: "simd "
      case .simd(let sums): "simd(sums: \(sums.map(\.text).joined(separator: ", "))) "
      case .unrolled: "unrolled "
      }
    let range = "\(loop.variable) in \(loop.lower) ..< \(Affine.least(loop.uppers))"
    return "\(kind)for \(range)" + (loop.step == 1 ? "" : " by \(loop.step)")
  }

  /// The call; `+=` before the last view tells that the result is added to what is there.
  static func text(_ call: Call) -> String {
    let sizes = zip(call.kernel.sizes, call.sizes).map { "\($0) = \(Affine.least($1))" }
    let views = zip(call.kernel.parameters, call.views).enumerated().map { index, pair in
      let isResult = index == call.kernel.parameters.count - 1
      return "\(pair.0.name) \(isResult && call.accumulates ? "+=" : "=") \(pair.1)"
    }
    let name = call.kernel.name
    return "\(name)(\(sizes.joined(separator: ", "))) \(views.joined(separator: ", "))"
  }
}
