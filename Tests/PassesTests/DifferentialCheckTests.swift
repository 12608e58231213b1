import Diagnostics
import Frontend
import IR
import Testing

@testable import Passes

@Suite struct DifferentialCheckTests {
  private func check() -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(chunk: 4), ids: TestModels.ids(9), pieces: [6, 1, 2],
      values: TestModels.values)
  }

  private func model() throws -> Module {
    try GraphImporter.module(of: TestModels.architecture([TestModels.mixer()]))
  }

  @Test func soundPassesAreFoundSound() throws {
    var seen: [String] = []
    _ = try check().graphs(try model()) { seen.append($0.pass) }
    #expect(seen == Pipeline.graphPasses.map(\.name))
  }

  /// Each way to break a pass, and the pass that must be named for it.
  static let sabotage: [(String, @Sendable (Operation) -> OperationKind?)] = [
    (
      "fold",
      { operation in
        if case .rmsNorm(var norm) = operation.kind {
          norm.epsilon *= 1.001
          return .rmsNorm(norm)
        }
        return nil
      }
    ),
    (
      "partition-semiseparable",
      { operation in
        if operation.kind == .binary(Binary(.add)) {
          return .binary(Binary(.subtract))
        }
        return nil
      }
    ),
    (
      "choose-chunk",
      { operation in
        if case .unary(let unary) = operation.kind, unary.function == .silu {
          return .unary(Unary(.sigmoid))
        }
        return nil
      }
    ),
  ]

  @Test(arguments: sabotage.indices)
  func brokenPassesAreNamed(_ index: Int) throws {
    let (name, damage) = Self.sabotage[index]
    var check = check()
    let position = try #require(check.graphPasses.firstIndex { $0.name == name })
    let sound = check.graphPasses[position]
    check.graphPasses[position].run = { module, options in
      let module = try sound.run(module, options)
      return try GraphEditor.rewrite(module) { operation, editor in
        guard let kind = damage(operation) else { return nil }
        return try editor.builder.results(kind, operation.operands)
      }
    }
    let error = #expect(throws: Diagnostic.self) { _ = try check.graphs(try model()) }
    #expect(error?.message.contains("'\(name)'") == true, "\(String(describing: error))")
  }
}
