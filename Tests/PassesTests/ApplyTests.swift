import Diagnostics
import IR
import Testing

@testable import Check
@testable import Passes

/// `apply` takes the factors of its matrix from the matrix's definition, and from nothing else.
@Suite struct ApplyTests {
  /// `M x` where M is the product `product` of decays, `%7`, and one of two low-rank matrices: `%8`, of `%1` and `%2`, and
  /// `%9`, of `%3` and `%4`.
  private static func module(_ product: String) throws -> Module {
    try GraphParser.parse(
      """
      module m {
        func f(%0: log[T, 2], %1: f32[T, 2, 3], %2: f32[T, 2, 3], %3: f32[T, 2, 3], %4: f32[T, 2, 3], %5: f32[T, 2, 4], %6: f32[2, 3, 4]) {
          %7 = decay_matrix %0 : f32[2, T, T] cumulative_decay
          %8 = low_rank_matrix %2, %1 : f32[2, T, T] low_rank(3)
          %9 = low_rank_matrix %4, %3 : f32[2, T, T] low_rank(3)
          %10 = hadamard \(product) : f32[2, T, T] semiseparable(3)
          %11, %12 = apply %10, %5, %6 : f32[T, 2, 4], f32[2, 3, 4]
          yield %11, %12
        }
      }
      """)
  }

  /// What the module computes of numbers that are the same each time.
  private static func results<S: Semantics>(
    _ module: Module, _: S.Type
  ) throws -> [Tensor<S.Element>] {
    let function = try #require(module.function("f"))
    let arguments = function.body.arguments.map { argument in
      let shape = argument.type.extents(tokens: 5)
      let numbers = (0..<shape.reduce(1, *)).map {
        TestModels.number("\(argument.value)", $0)
      }
      return GraphInterpreter<S>.Argument.tensor(Tensor(shape, S.values(numbers)))
    }
    var interpreter = GraphInterpreter<S>(module) { _, _ in [] }
    return try interpreter.run(function, arguments, tokens: 5)
  }

  @Test(arguments: [
    ("%7, %8", "%0, %1, %2"), ("%7, %9", "%0, %3, %4"), ("%9, %7", "%0, %3, %4"),
  ])
  func theScanIsThatOfTheMatrix(_ product: String, factors: String) throws {
    let module = try Self.module(product)
    try GraphVerifier.verify(module)
    let scan = try Pipeline.run(.recognizeSemiseparable, module, PassOptions())
    #expect(GraphPrinter.print(scan).contains("= semiseparable.apply \(factors), %5, %6 :"))

    #expect(try Self.results(module, PrimeField.self) == Self.results(scan, PrimeField.self))
    let (before, after) = (
      try Self.results(module, RealSemantics.self), try Self.results(scan, RealSemantics.self)
    )
    for (left, right) in zip(before, after) {
      #expect(DifferentialCheck.difference(left.elements, right.elements) < 1e-14)
    }
  }

  @Test func anotherMatrixIsAnotherProduct() throws {
    let (first, second) = (try Self.module("%7, %8"), try Self.module("%7, %9"))
    #expect(try Self.results(first, PrimeField.self) != Self.results(second, PrimeField.self))
    #expect(
      try Self.results(first, RealSemantics.self) != Self.results(second, RealSemantics.self))
  }

  /// Operations that end in an `apply`, and what is said of it.
  static let refusals: [(operations: String, id: DiagnosticID, message: String)] = [
    (
      "%7, %8 = apply %6, %4, %5", .unknownFactors,
      "'apply' needs the 'hadamard' product of a 'decay_matrix' and a 'low_rank_matrix', but %6 is an argument"
    ),
    (
      """
      %9 = low_rank_matrix %2, %1 : f32[2, T, T] low_rank(3)
      %10 = hadamard %3, %9 : f32[2, T, T] semiseparable(3)
      %7, %8 = apply %10, %4, %5
      """, .unknownFactors, "but %3, a factor of %10, is an argument"
    ),
    (
      """
      %9 = rowwise : f32[2, T, T] semiseparable(3) do () {
        %10 = decay_matrix %0 : f32[2, T, T] cumulative_decay
        %11 = low_rank_matrix %2, %1 : f32[2, T, T] low_rank(3)
        %12 = hadamard %10, %11 : f32[2, T, T] semiseparable(3)
        yield %12
      }
      %7, %8 = apply %9, %4, %5
      """, .unknownFactors, "but %9 is made by 'rowwise'"
    ),
    (
      """
      %9 = low_rank_matrix %2, %1 : f32[2, T, T] low_rank(3)
      %7, %8 = apply %9, %4, %5
      """, .illTyped, "of type f32[2, T, T] semiseparable(3), found f32[2, T, T] low_rank(3)"
    ),
    (
      """
      %10 = decay_matrix %13 : f32[1, T, T] cumulative_decay
      %11 = low_rank_matrix %2, %1 : f32[2, T, T] low_rank(3)
      %12 = hadamard %11, %10 : f32[2, T, T] semiseparable(3)
      %7, %8 = apply %12, %4, %5
      """, .illTyped, "needs decay logs of type log[T, 2], found log[T, 1]"
    ),
  ]

  @Test(arguments: refusals)
  func matricesOfUnknownFactorsAreRefused(
    _ operations: String, id: DiagnosticID, message: String
  ) throws {
    let module = try GraphParser.parse(
      """
      module m {
        func f(%0: log[T, 2], %1: f32[T, 2, 3], %2: f32[T, 2, 3], %3: f32[2, T, T] cumulative_decay, %4: f32[T, 2, 4], %5: f32[2, 3, 4], %6: f32[2, T, T] semiseparable(3), %13: log[T, 1]) {
          \(operations) : f32[T, 2, 4], f32[2, 3, 4]
          yield %7, %8
        }
      }
      """)
    let found = GraphVerifier.diagnostics(module)
    #expect(found.map(\.id) == [id], "\(found)")
    #expect(found.first?.message.contains(message) == true, "\(found)")
    #expect(found.first?.place == FileLocation("m", "function 'f'"))
    // Without the verifier there is no meaning to compute, either.
    if id == .unknownFactors {
      #expect(throws: Diagnostic.self) { try Self.results(module, RealSemantics.self) }
      #expect(throws: Diagnostic.self) {
        try GraphPass.recognizeSemiseparable.run(module, PassOptions())
      }
    }
  }
}
