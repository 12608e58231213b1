import Diagnostics
import IR

extension FunctionLowering {
  /// A real-valued expression.
  mutating func expression(_ value: Expression, _ scope: Scope) throws -> CExpression {
    switch value {
    case .constant(let number): return try literal(number)
    case .load(let access): return try load(access, scope)
    case .scalar(let name): return try scope.scalar(name)
    case .unary(.negate, let argument):
      return .prefix(.minus, try expression(argument, scope))
    case .unary(let function, let argument):
      needs.headers.insert("vecmath.h")
      return .call(prefix + function.rawValue, [try expression(argument, scope)])
    case .binary(let function, let left, let right):
      return binary(function, try expression(left, scope), try expression(right, scope))
    }
  }

  private func binary(
    _ function: BinaryFunction, _ left: CExpression, _ right: CExpression
  ) -> CExpression {
    switch function {
    case .add: return .binary(.add, left, right)
    case .subtract: return .binary(.subtract, left, right)
    case .multiply: return .binary(.multiply, left, right)
    case .divide: return .binary(.divide, left, right)
    case .minimum: return .call(Helper.smaller.rawValue, [left, right])
    case .maximum: return .call(Helper.larger.rawValue, [left, right])
    case .less: return .cast(.float, .binary(.less, left, right))
    }
  }

  /// The nearest float.
  private mutating func literal(_ number: Double) throws -> CExpression {
    guard !number.isNaN else {
      throw Diagnostic(.notExpressible, "a constant is not a number")
    }
    let value = Float(number)
    if value.isInfinite { needs.infinity = true }
    return .float(value)
  }

  /// The value of one element of a buffer, as a float.
  private mutating func load(_ access: Access, _ scope: Scope) throws -> CExpression {
    let stored = try element(access, scope)
    switch try scope.buffer(access.buffer).declared.element {
    case .f32, .i32: return stored
    case .bf16:
      needs.headers.insert("bf16.h")
      return .call(prefix + "from_bf16", [stored])
    }
  }

  /// One element of a buffer, as it is stored.
  func element(_ access: Access, _ scope: Scope) throws -> CExpression {
    let (buffer, name) = try scope.buffer(access.buffer)
    return .element(.name(name), try scope.position(access.indices, in: buffer))
  }
}
