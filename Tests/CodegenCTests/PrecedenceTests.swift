import Testing

@testable import CodegenC
@testable import Project

/// Random trees of integer expressions mean in C what they mean here, however few parentheses are printed.
@Suite struct PrecedenceTests {
  @Test(arguments: CCompiler.all.filter { $0.openmp == nil })
  func randomTreesEvaluateAlike(_ compiler: CCompiler) throws {
    var generator = Generator(seed: 7)
    var body: [CStatement] = [
      .variable(
        CVariable(.array(.const(.index), count: 4), "a", .list(Self.values.map(Self.value))))
    ]
    var expected = ""
    while body.count < 600 {
      let tree = Self.tree(depth: 5, &generator)
      guard let value = Self.evaluate(tree) else { continue }
      body.append(.expression(.call("print", [tree])))
      expected += "\(value)\n"
    }
    let main = CFunction(.int, "main", [], body + [.returns(.integer(0))])
    let print = CFunction(
      .void, "print", [CVariable(.index, "value")], isInline: true,
      [.expression(.call("printf", [.name("FORMAT"), .name("value")]))])
    let text = CPrinter.text([
      .include("stddef.h", isSystem: true), .include("stdio.h", isSystem: true),
      .function(print), .function(main),
    ]).replacing("FORMAT", with: "\"%td\\n\"")
    let folder = try Folder()
    try folder.write("main.c", text)
    // Random comparisons are often senseless, but must never need parentheses to be understood.
    let flags = ["-Wno-error", "-Werror=parentheses"]
    #expect(try compiler.run(["main.c"], in: folder, flags: flags) == expected)
  }

  private static let values = [3, -7, 1, 12]

  private static func value(_ number: Int) -> CInitializer { .value(.integer(number)) }

  private static func tree(depth: Int, _ generator: inout Generator) -> CExpression {
    let kind = Int.random(in: 0...(depth == 0 ? 1 : 9), using: &generator)
    switch kind {
    case 0: return .integer(Int.random(in: -9...9, using: &generator))
    case 1: return .element(.name("a"), .integer(Int.random(in: 0...3, using: &generator)))
    case 2: return .prefix(.minus, tree(depth: depth - 1, &generator))
    case 3: return .cast(.index, tree(depth: depth - 1, &generator))
    case 4:
      return .conditional(
        .binary(.less, tree(depth: depth - 1, &generator), tree(depth: depth - 1, &generator)),
        tree(depth: depth - 1, &generator), tree(depth: depth - 1, &generator))
    default:
      let operation = CBinary.allCases.randomElement(using: &generator) ?? .add
      return .binary(
        operation, tree(depth: depth - 1, &generator), tree(depth: depth - 1, &generator))
    }
  }

  /// The value, nil where a division has none or a number grows too large for 32 bits.
  private static func evaluate(_ tree: CExpression) -> Int? {
    let value: Int?
    switch tree {
    case .integer(let number): value = number
    case .element(_, .integer(let index)): value = values[index]
    case .prefix(.minus, let operand): value = evaluate(operand).map { -$0 }
    case .cast(_, let operand): value = evaluate(operand)
    case .conditional(let condition, let first, let second):
      guard let test = evaluate(condition), let first = evaluate(first),
        let second = evaluate(second)
      else { return nil }
      value = test != 0 ? first : second
    case .binary(let operation, let left, let right):
      guard let left = evaluate(left), let right = evaluate(right) else { return nil }
      value = apply(operation, left, right)
    case .name, .float, .prefix, .element, .call: value = nil
    }
    return value.flatMap { abs($0) < 1 << 30 ? $0 : nil }
  }

  private static func apply(_ operation: CBinary, _ left: Int, _ right: Int) -> Int? {
    switch operation {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: right == 0 ? nil : left / right
    case .remainder: right == 0 ? nil : left % right
    case .less: left < right ? 1 : 0
    case .differs: left != right ? 1 : 0
    }
  }

  @Test func parenthesesStandOnlyWhereNeeded() {
    let (a, b, c) = (CExpression.name("a"), CExpression.name("b"), CExpression.name("c"))
    func text(_ expression: CExpression) -> String {
      SoftBreak.plain(expression.text)
    }
    #expect(text(.binary(.subtract, .binary(.subtract, a, b), c)) == "a - b - c")
    #expect(text(.binary(.subtract, a, .binary(.subtract, b, c))) == "a - (b - c)")
    #expect(text(.binary(.multiply, .binary(.add, a, b), c)) == "(a + b) * c")
    #expect(text(.binary(.multiply, a, .binary(.divide, b, c))) == "a * (b / c)")
    #expect(text(.prefix(.minus, .prefix(.minus, a))) == "-(-a)")
    #expect(text(.prefix(.minus, .integer(-3))) == "-(-3)")
    #expect(text(.binary(.subtract, a, .integer(-3))) == "a - -3")
    #expect(text(.prefix(.address, .element(a, .binary(.add, b, c)))) == "&a[b + c]")
    #expect(text(.element(.binary(.add, a, b), c)) == "(a + b)[c]")
    #expect(text(.integer(.min)) == "(-9223372036854775807 - 1)")
  }
}
