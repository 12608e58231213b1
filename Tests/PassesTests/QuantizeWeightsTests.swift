import Diagnostics
import Frontend
import IR
import Testing

@testable import Check
@testable import Passes

/// Weights in fewer bits than a float has.
@Suite struct QuantizeWeightsTests {
  private func check(
    _ products: GemmProvider = .builtin,
    values: @escaping GraphInterpreter<RealSemantics>.ParameterValues = TestModels.values
  ) -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(chunk: 4, products: products, weights: .bf16), ids: TestModels.ids(9),
      pieces: [6, 1, 2], values: values)
  }

  private func model() throws -> Module {
    try GraphImporter.module(of: TestModels.architecture([TestModels.mixer()]))
  }

  /// Matrices of products and tables are rounded; norms, biases, convolutions and rates keep all bits. All that follows
  /// leaves just what the rounded model leaves, and the kernels are those of bf16.
  @Test(arguments: [GemmProvider.builtin, .blas]) func onlyMatricesAreRounded(
    products: GemmProvider
  ) throws {
    var finding: DifferentialCheck.Finding?
    let graph = try check(products).graphs(try model()) { seen in
      if seen.pass == GraphPass.quantizeWeights.name { finding = seen }
    }
    let rounding = try #require(finding)
    #expect(0x1p-12 < rounding.difference && rounding.difference <= 0x1p-8)
    #expect(rounding.part.hasPrefix("weight '@"))
    let rounded = graph.parameters.filter { $0.storage.element == .bf16 }.map(\.name)
    #expect(Set(rounded) == ["embedding", "head", "blocks0.in_proj", "blocks0.out_proj"])
    let loops = try check(products).loops(graph)
    let called = Set(
      loops.functions.flatMap(\.body).flatMap(\.flattened).compactMap { statement -> Kernel? in
        if case .call(let call) = statement, call.kernel.weight != nil { call.kernel } else { nil }
      })
    #expect(called == [products == .builtin ? .linearPanelBF16 : .linearRowsBF16])
  }

  @Test func withoutTheOptionNothingChanges() throws {
    let module = try model()
    #expect(try GraphPass.quantizeWeights.run(module, PassOptions()) == module)
  }

  /// A weight that changes by more than rounding is named.
  @Test func moreThanRoundingIsFound() throws {
    let damaged = check { parameter, slice in
      let values = TestModels.values(parameter, slice)
      guard parameter.storage.element == .bf16, parameter.name == "head" else { return values }
      return values.map { $0 * 1.01 }
    }
    let error = #expect(throws: Diagnostic.self) { _ = try damaged.graphs(try model()) }
    #expect(error?.id == .passBrokeGuarantee)
    #expect(error?.message.contains("'quantize-weights' changes weight '@head'") == true)
  }
}
