import Foundation
import IR

/// What tests of operations share.
enum OperationSamples {
  /// Numbers that look random, the same each time.
  static func tensor(_ shape: [Int], seed: Int) -> Tensor<Double> {
    let count = shape.reduce(1, *)
    return Tensor(shape, (0..<count).map { sin(Double($0 * 37 + seed * 101 + 1)) })
  }

  /// The type of rows or weights with these extents, `nil` for the tokens.
  static func type(_ shape: Int?...) -> TensorType {
    TensorType(.f32, shape.map { $0.map { .fixed($0) } ?? .tokens })
  }

  /// Why operands of these types are refused, nil where they are not.
  static func refusal(_ operation: any OperationDefinition, _ operands: [TensorType]) -> String? {
    do throws(TypeError) {
      _ = try operation.resultTypes(operands, in: Module(name: "m"))
      return nil
    } catch {
      return error.message
    }
  }

  /// The operation of a function of one operation, after its text has been read and printed again.
  static func reread(_ text: String, operands: [TensorType]) throws -> OperationKind? {
    let arguments = operands.enumerated().map { "%\($0): \($1)" }.joined(separator: ", ")
    let source = """
      module m {
        func f(\(arguments)) {
          \(text)
          yield %9
        }
      }

      """
    let module = try GraphParser.parse(source)
    try GraphVerifier.verify(module)
    guard GraphPrinter.print(module) == source else { return nil }
    return module.functions[0].body.operations[0].kind
  }
}
