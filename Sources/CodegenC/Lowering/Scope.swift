import Diagnostics
import IR

/// What is known at one place of a loop program while it is written as C.
struct Scope {
  /// How the place is executed.
  enum Execution {
    /// By the calling thread.
    case alone
    /// By every thread of a team.
    case team
    /// By one thread of a team, inside a loop that is shared out.
    case shared
  }

  /// The C names that are visible.
  var names: Names
  /// How the place is executed.
  var execution = Execution.alone
  /// The variables of loops that are written out, with their values.
  private var constants: [Symbol: Int] = [:]
  private var buffers: [BufferID: Buffer] = [:]
  /// What index symbols are known to be below.
  private var limits: [Symbol: Int] = [:]

  init(names: Names) { self.names = names }

  // MARK: Declarations

  /// Makes a buffer visible and gives its C name.
  mutating func declare(_ buffer: Buffer) -> String {
    buffers[buffer.name] = buffer
    return names.declare(buffer.name, stem: buffer.stem)
  }

  /// Makes an index symbol visible and gives its C name.
  mutating func declareSymbol(_ name: Symbol, below limit: Int? = nil) -> String {
    constants[name] = nil
    limits[name] = limit
    return names.declare(name)
  }

  /// Gives an index symbol a constant value.
  mutating func fix(_ symbol: Symbol, to value: Int) { constants[symbol] = value }

  /// The buffer that `name` names here.
  func buffer(_ name: BufferID) throws -> (declared: Buffer, name: String) {
    guard let declared = buffers[name], let text = names.find(name) else {
      throw Diagnostic(.notExpressible, "buffer '\(name)' is not declared where it is used")
    }
    return (declared, text)
  }

  /// The scalar that `name` names here.
  func scalar(_ name: Scalar) throws -> CExpression {
    guard let text = names.find(name) else {
      throw Diagnostic(.notExpressible, "scalar '\(name)' is not defined where it is used")
    }
    return .name(text)
  }

  // MARK: Index arithmetic

  /// `expression` with the values of written-out loop variables in their place.
  func resolved(_ expression: Affine) -> Affine {
    expression.terms.reduce(expression) { result, term in
      constants[term.symbol].map { result.substituting(term.symbol, by: Affine($0)) } ?? result
    }
  }

  /// The value of a loop's bounds where they are constant.
  func range(of loop: Loop) -> [Int]? {
    let uppers = loop.uppers.map { resolved($0).asConstant }
    guard let lower = resolved(loop.lower).asConstant, !uppers.contains(nil),
      let upper = uppers.compactMap({ $0 }).min()
    else { return nil }
    return Array(stride(from: lower, to: upper, by: loop.step))
  }

  /// `expression` as C: what is added first, outer symbols before inner ones.
  func index(_ expression: Affine) throws -> CExpression { Self.sum(try parts(of: expression)) }

  /// A part of a sum.
  private struct Part {
    var isNegative = false
    var value: CExpression
  }

  private func parts(of expression: Affine) throws -> [Part] {
    let expression = resolved(expression)
    let terms = expression.terms.sorted {
      names.depth(of: $0.symbol) < names.depth(of: $1.symbol)
    }
    var parts = try terms.filter { $0.coefficient > 0 }.map { Part(value: try product($0)) }
    let constant = expression.constant
    // The least integer has no opposite.
    if constant > 0 || constant == Int.min { parts.append(Part(value: .integer(constant))) }
    parts += try terms.filter { $0.coefficient < 0 }
      .map { Part(isNegative: true, value: try product($0)) }
    if constant < 0, constant != Int.min {
      parts.append(Part(isNegative: true, value: .integer(-constant)))
    }
    return parts
  }

  private static func sum(_ parts: [Part]) -> CExpression {
    guard let first = parts.first else { return .integer(0) }
    return parts.dropFirst().reduce(
      first.isNegative ? .prefix(.minus, first.value) : first.value
    ) { .binary($1.isNegative ? .subtract : .add, $0, $1.value) }
  }

  /// The term without its sign.
  private func product(_ term: Affine.Term) throws -> CExpression {
    guard let name = names.find(term.symbol) else {
      throw Diagnostic(
        .notExpressible, "index symbol '\(term.symbol)' is not declared where it is used")
    }
    guard term.coefficient != Int.min else {
      throw Diagnostic(.notExpressible, "a factor of '\(term.symbol)' is out of range")
    }
    let factor = abs(term.coefficient)
    return factor == 1 ? .name(name) : .binary(.multiply, .name(name), .integer(factor))
  }

  /// The position of an element in its buffer, the dimensions flattened: `(t0 + i) * 64 + c`.
  func position(_ indices: [Affine], in buffer: Buffer) throws -> CExpression {
    guard indices.count == buffer.shape.count else {
      throw Diagnostic(
        .notExpressible,
        "buffer '\(buffer.name)' of \(buffer.shape.count) dimensions has \(indices.count) indices")
    }
    var parts: [Part] = []
    var rest = Affine(0)
    let indices = indices.map(resolved)
    let strides = Buffer.strides(of: buffer.storedShape)
    var stored = indices
    if case .panels(let width) = buffer.packing {
      if let known = buffer.packing.stored(indices, below: { limits[$0] }) {
        stored = known
      } else {
        let (row, column) = (try index(indices[indices.count - 2]), indices[indices.count - 1])
        parts = [
          Part(
            value: .binary(
              .multiply, .binary(.divide, row, .integer(width)),
              .integer(strides[strides.count - 3]))),
          Part(value: .binary(.remainder, row, .integer(width))),
        ]
        stored = indices.dropLast(2) + [0, column, 0]
      }
    }
    for (index, stride) in zip(stored, strides) {
      let isSimple = index.terms.isEmpty || (index.terms.count == 1 && index.constant == 0)
      if stride == 1 || isSimple {
        rest = rest + stride * index
      } else {
        parts.append(
          Part(value: .binary(.multiply, try self.index(index), .integer(stride))))
      }
    }
    return Self.sum(parts + (try self.parts(of: rest)))
  }
}

extension Buffer {
  /// The name without the number that tells it from buffers of other functions, which C has no need of.
  fileprivate var stem: String {
    let name = name.text
    switch space {
    case .scratch, .stack:
      guard let mark = name.lastIndex(of: "_"), mark != name.startIndex else { return name }
      let number = name[name.index(after: mark)...]
      let isNumber = !number.isEmpty && number.allSatisfy { ("0"..."9").contains($0) }
      return isNumber ? String(name[..<mark]) : name
    case .parameter, .state, .argument: return name
    }
  }
}
