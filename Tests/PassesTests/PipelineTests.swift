import Foundation
import Frontend
import IR
import Testing

@testable import Check
@testable import Passes

@Suite struct PipelineTests {
  static let shapes: [[Mamba2Mixer]] = [
    [TestModels.mixer(), TestModels.mixer()],
    [TestModels.mixer(groups: 1, bias: false)],
    [TestModels.mixer(groups: 4, limit: 0.01...0.4), TestModels.mixer(state: 2, convWidth: 2)],
  ]

  /// Every graph pass leaves the logits where its class of exactness says, for whole and split sequences.
  @Test(arguments: [1, 3, 8, 64])
  func graphPassesKeepTheirGuaranteesOverTheReals(chunk: Int) throws {
    for mixers in Self.shapes {
      let module = try GraphImporter.module(of: TestModels.architecture(mixers))
      let ids = TestModels.ids(13)
      for pieces in [[13], [1, 5, 1, 1, 5]] {
        var before = try logits(module, ids, pieces)
        _ = try Pipeline.run(module, PassOptions(chunk: chunk)) { name, stage in
          guard case .graph(let graph) = stage else { return }
          let after = try logits(graph, ids, pieces)
          let pass = Pipeline.graphPasses.first { $0.name == name }
          let worst = zip(before, after).map { abs($0 - $1) }.max() ?? .infinity
          if pass?.exactness == .bitwise {
            #expect(worst == 0, "\(name)")
          } else {
            #expect(worst < 1e-11, "\(name)")
          }
          before = after
        }
      }
    }
  }

  private func logits(_ module: Module, _ ids: [Int], _ pieces: [Int]) throws -> [Double] {
    var runner = GraphRunner<RealSemantics>(module, values: TestModels.values)
    return try runner.logits(ids, pieces: pieces).elements
  }

  /// In a prime field every pass but folding and canonicalizing, which look inside functions, is exact: chunking and fusion have no tolerance there.
  @Test(arguments: [1, 2, 5, 32])
  func graphPassesAreExactInThePrimeField(chunk: Int) throws {
    for mixers in Self.shapes {
      let module = try GraphImporter.module(of: TestModels.architecture(mixers))
      let canonical = try GraphPass.canonicalize.run(module, PassOptions())
      let folded = try GraphPass.fold.run(canonical, PassOptions())
      let ids = TestModels.ids(12)
      var runner = GraphRunner<PrimeField>(folded, values: TestModels.values)
      let expected = try runner.logits(ids, pieces: [12])
      _ = try Pipeline.run(folded, PassOptions(chunk: chunk)) { name, stage in
        guard case .graph(let graph) = stage else { return }
        for pieces in [[12], [5, 1, 6]] {
          var runner = GraphRunner<PrimeField>(graph, values: TestModels.values)
          let actual = try runner.logits(ids, pieces: pieces)
          #expect(actual == expected, "\(name)")
        }
      }
    }
  }

  @Test func printsTheStages() throws {
    let module = try GraphImporter.module(of: TestModels.architecture([TestModels.mixer()]))
    _ = try Pipeline.run(module, PassOptions(chunk: 8)) { name, stage in
      if case .graph(let graph) = stage, name == "fuse-elementwise" {
        #expect(GraphPrinter.print(graph).contains("rowwise"))
      }
    }
  }
}
