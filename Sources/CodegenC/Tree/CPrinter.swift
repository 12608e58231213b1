/// Writes a C tree as text: two spaces of indentation, at most 100 columns where a line can be broken.
public struct CPrinter {
  private var lines: [String] = []
  private var indent = 0

  /// The text of a file.
  public static func text(_ declarations: [CDeclaration]) -> String {
    var printer = CPrinter()
    for declaration in declarations { printer.put(declaration) }
    return printer.lines.joined(separator: "\n") + "\n"
  }

  private mutating func put(_ line: String) {
    lines += SoftBreak.lines(line, indent: indent)
  }

  /// A line for the preprocessor, which starts in the first column.
  private mutating func putDirective(_ line: String) { lines.append(line) }

  private mutating func put(_ comment: CComment) { lines += comment.lines(indent: indent) }

  // MARK: Declarations

  private mutating func put(_ declaration: CDeclaration) {
    switch declaration {
    case .include(let path, let isSystem):
      putDirective(isSystem ? "#include <\(path)>" : "#include \"\(path)\"")
    case .comment(let comment): put(comment)
    case .function(let function): put(function)
    case .variable(let variable): put(variable)
    case .conditional(let condition, let inner):
      putDirective("#if \(condition)")
      for declaration in inner { put(declaration) }
      putDirective("#endif")
    case .pragma(let pragma): putDirective(pragma.text)
    case .blank: lines.append("")
    }
  }

  private mutating func put(_ function: CFunction) {
    let parameters = function.parameters.map { $0.type.declaring($0.name) }
    let list =
      parameters.isEmpty
      ? "void" : parameters.joined(separator: ",\(SoftBreak.FileLocation.part.mark)")
    let head = function.type.declaring("\(function.name)(\(list))")
    put((function.isInline ? "static inline " : "") + head + " {")
    putInside(function.body)
    put("}")
  }

  private mutating func put(_ variable: CVariable) {
    let head = (variable.isStatic ? "static " : "") + variable.type.declaring(variable.name)
    let note = variable.note.map { " /* \($0.text) */" } ?? ""
    guard let initializer = variable.initializer else { return put("\(head);\(note)") }
    put(initializer, after: "\(head) = ", end: ";\(note)")
  }

  private mutating func put(_ initializer: CInitializer, after head: String, end: String) {
    let mark = SoftBreak.FileLocation.part.mark
    switch initializer {
    case .value(let value): put(head + value.text + end)
    case .string(let text):
      let literals = CInitializer.literals(text)
      guard literals.count > 1 else { return put(head + literals.joined() + end) }
      put(String(head.dropLast()))
      for literal in literals.dropLast() { lines += SoftBreak.lines(literal, indent: indent + 4) }
      lines += SoftBreak.lines((literals.last ?? "") + end, indent: indent + 4)
    case .list(let elements) where elements.allSatisfy(\.isValue):
      put("\(head){\(elements.map(\.shortText).joined(separator: ",\(mark)"))}\(end)")
    case .list(let elements):
      put("\(head){")
      putInside { for element in elements { $0.put(element, after: "", end: ",") } }
      put("}\(end)")
    case .members(let members):
      put("\(head){")
      putInside {
        for member in members { $0.put(member.value, after: ".\(member.name) = ", end: ",") }
      }
      put("}\(end)")
    }
  }

  // MARK: Statements

  private mutating func put(_ statement: CStatement) {
    switch statement {
    case .variable(let variable): put(variable)
    case .assign(let target, let operation, let value):
      put("\(target.text) \(operation.rawValue)\(SoftBreak.FileLocation.part.mark)\(value.text);")
    case .expression(let expression): put("\(expression.text);")
    case .returns(let value): put("return \(value.text);")
    case .loop(let loop): put(loop)
    case .block(let body):
      put("{")
      putInside(body)
      put("}")
    case .pragma(let pragma): put(pragma.text)
    case .comment(let comment): put(comment)
    case .blank: putBlank()
    }
  }

  /// An empty line, unless one would stand where a block starts or after another.
  private mutating func putBlank() {
    if let last = lines.last, !last.isEmpty, !last.hasSuffix("{") { lines.append("") }
  }

  private mutating func put(_ loop: CLoop) {
    let name = loop.variable
    let start = CType.index.declaring(name) + " = \(loop.first.text);"
    let test = CExpression.binary(.less, .name(name), loop.limit).text + ";"
    let step = loop.step == 1 ? "\(name)++" : "\(name) += \(loop.step)"
    put("for (" + [start, test, step].joined(separator: SoftBreak.FileLocation.part.mark) + ") {")
    putInside(loop.body)
    put("}")
  }

  private mutating func putInside(_ body: [CStatement]) {
    putInside { for statement in body { $0.put(statement) } }
  }

  private mutating func putInside(_ body: (inout CPrinter) -> Void) {
    indent += 2
    body(&self)
    indent -= 2
  }
}

extension CInitializer {
  fileprivate var isValue: Bool {
    if case .value = self { true } else { false }
  }

  fileprivate var shortText: String {
    if case .value(let value) = self { value.text } else { "" }
  }
}
