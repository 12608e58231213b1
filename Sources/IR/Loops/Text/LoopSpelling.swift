/// Words of the textual loop IR that cannot be names, because a statement or expression begins with them.
enum LoopKeyword: String, CaseIterable {
  case `for`, parallel, simd, unrolled, `let`, index, select, stack, team, section, inf, nan, min
}

extension Affine: CustomStringConvertible {
  /// As written in textual IR: what is added first, then what is taken away, `2 * t + u - v - 1`.
  public var description: String {
    let added = terms.filter { $0.coefficient > 0 }.map(Self.product)
    let removed = terms.filter { $0.coefficient < 0 }.map(Self.product)
    let number = constant == 0 ? [] : ["\(constant.magnitude)"]
    let positive = added + (constant > 0 ? number : [])
    let negative = removed + (constant < 0 ? number : [])
    if positive.isEmpty && negative.isEmpty { return "0" }
    let tail = negative.joined(separator: " - ")
    let head = positive.joined(separator: " + ")
    return negative.isEmpty ? head : head.isEmpty ? "-" + tail : "\(head) - \(tail)"
  }

  private static func product(_ term: Term) -> String {
    term.coefficient.magnitude == 1
      ? term.symbol.text : "\(term.coefficient.magnitude) * \(term.symbol)"
  }

  /// The least of `bounds` as written in textual IR: the bound alone, or `min(a, b)`.
  static func least(_ bounds: [Affine]) -> String {
    bounds.count == 1 ? "\(bounds[0])" : "min(\(list(bounds)))"
  }

  static func list(_ items: [Affine]) -> String {
    items.map(\.description).joined(separator: ", ")
  }
}

extension Access: CustomStringConvertible {
  /// As written in textual IR, `x[t, 2 * c]`.
  public var description: String { "\(buffer)[\(Affine.list(indices))]" }
}

extension View: CustomStringConvertible {
  /// As written in textual IR: origin, then axes, `x[t, 0; 0, 1]`.
  public var description: String {
    "\(buffer)[\(Affine.list(origin)); \(axes.map(String.init).joined(separator: ", "))]"
  }
}

extension Buffer: CustomStringConvertible {
  /// As written in textual IR, `x : f32[256, 64] in scratch(0)`.
  public var description: String { "\(name) : \(type) in \(space)" }

  /// The element, the extents and the packing, `f32[256, 64] panels(16)`.
  var type: String {
    let extents = "\(element.rawValue)[\(shape.map(String.init).joined(separator: ", "))]"
    return packing == .rows ? extents : "\(extents) \(packing)"
  }
}

extension MemorySpace: CustomStringConvertible {
  /// As written in textual IR, `scratch(4096)` or `stack`.
  public var description: String {
    let (name, offset): (String, Int?) =
      switch self {
      case .parameter(let offset): ("parameter", offset)
      case .state(let offset): ("state", offset)
      case .scratch(let offset): ("scratch", offset)
      case .stack: ("stack", nil)
      case .argument: ("argument", nil)
      }
    return name + (offset.map { "(\($0))" } ?? "")
  }
}

extension IndexSource: CustomStringConvertible {
  /// As written in textual IR, `ids[t] below 256`, `t / 16`, `(t + 3) % 16` or `min(16, n - t)`.
  public var description: String {
    switch self {
    case .load(let element, let below): "\(element) below \(below)"
    case .quotient(let value, let divisor): "\(Self.operand(value)) / \(divisor)"
    case .remainder(let value, let divisor): "\(Self.operand(value)) % \(divisor)"
    case .least(let values): "min(\(values.map(\.description).joined(separator: ", ")))"
    }
  }

  private static func operand(_ value: Affine) -> String { value.asSymbol?.text ?? "(\(value))" }
}

extension Selection: CustomStringConvertible {
  /// As written in textual IR, `tokens : i32[256], count for t in 0 ..< n where gates[t, 3]`.
  public var description: String {
    "\(list) : \(buffer.type), \(count) for \(variable) in 0 ..< \(upper) where \(condition)"
  }
}

extension Expression: CustomStringConvertible {
  /// As written in textual IR, with no more parentheses than its structure needs.
  public var description: String { text(within: .sum) }

  /// How tightly an expression holds together.
  private enum Level: Int {
    case sum, product, operand
  }

  private func text(within level: Level) -> String {
    switch self {
    case .constant(let number): return "\(number)"
    case .load(let element): return "\(element)"
    case .scalar(let name): return name.text
    case .unary(.negate, let argument):
      switch argument {
      case .load, .scalar: return "-\(argument)"
      case .unary(let function, _) where function != .negate: return "-\(argument)"
      case .constant, .unary, .binary: return "-(\(argument))"
      }
    case .unary(let function, let argument): return "\(function.rawValue)(\(argument))"
    case .binary(let function, let left, let right):
      let (sign, own, tighter): (String, Level, Level)
      switch function {
      case .minimum: return "min(\(left), \(right))"
      case .maximum: return "max(\(left), \(right))"
      case .less: return "less(\(left), \(right))"
      case .add: (sign, own, tighter) = ("+", .sum, .product)
      case .subtract: (sign, own, tighter) = ("-", .sum, .product)
      case .multiply: (sign, own, tighter) = ("*", .product, .operand)
      case .divide: (sign, own, tighter) = ("/", .product, .operand)
      }
      let text = "\(left.text(within: own)) \(sign) \(right.text(within: tighter))"
      return own.rawValue < level.rawValue ? "(\(text))" : text
    }
  }
}
