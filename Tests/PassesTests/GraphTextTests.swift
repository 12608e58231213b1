import Diagnostics
import Frontend
import IR
import Testing

@testable import Passes

@Suite struct GraphTextTests {
  /// Text read back is the module it was printed from, after every pass and for modules that no model has.
  @Test(arguments: 0..<40)
  func printedModulesReadBackEqual(seed: Int) throws {
    let module = try RandomModules.module(seed: seed)
    _ = try Pipeline.run(module, PassOptions(chunk: 4)) { _, stage in
      guard case .graph(let graph) = stage else { return }
      let text = GraphPrinter.print(graph)
      let again = try GraphParser.parse(text)
      #expect(again == graph)
      #expect(GraphPrinter.print(again) == text)
    }
  }

  @Test func whatIsWrongIsNamedWithLineAndColumn() throws {
    let cases: [(String, String, String)] = [
      ("modul x {}", "E0501", "line 1, column 1"),
      ("module x { func f for some() { yield } }", "E0501", "line 1, column 23"),
      ("module x { func f for step up 3() { yield } }", "E0501", "line 1, column 31"),
      ("module x { param w : f32[1] = \"w\" }", "E0501", "line 1, column 18"),
      ("module x {\n func f(%0: f32[T]) { yield %0 }\n", "E0501", "line 3, column 1"),
      (
        "module x { func f() { %0 = frobnicate : f32[T]\n yield %0 } }", "E0503",
        "line 1, column 28"
      ),
      (
        "module x { func f() { %0 = slice %1 {from = 1} : f32[T]\n yield } }", "E0502",
        "line 1, column 28"
      ),
      (
        "module x { func f() { %0 = slice %1 {from = 9223372036854775807, count = 1} : f32[T]\n yield } }",
        "E0501", "line 1, column 45"
      ),
      (
        "module x { func f() { %0 = silu %1 {deep = 1} : f32[T]\n yield } }", "E0502",
        "line 1, column 28"
      ),
      (
        "module x { func f() { %0 = silu %1 : f32[T], f32[T]\n yield } }", "E0501",
        "line 1, column 28"
      ),
    ]
    for (text, id, place) in cases {
      let error = #expect(throws: Diagnostic.self) { _ = try GraphParser.parse(text) }
      #expect(error?.id.code == id, "\(text)")
      #expect(error?.place?.detail == place, "\(text)")
    }
  }
}
