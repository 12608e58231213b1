import Diagnostics
import IR
import Testing

@testable import Check
@testable import Passes

/// Values that no token changes, as modules written by hand may have them.
@Suite struct FixedValueTests {
  /// Runs a module whose rows are those of a table, with more declarations and operations, and its loops.
  private func check(_ declarations: String, _ operations: String) throws {
    let module = try GraphParser.parse(
      """
      module m {
        param @table : f32[19, 4] = "table"
        \(declarations)
        func body(%0: i32[T]) {
          %1 = param @table : f32[19, 4]
          %2 = embed %0, %1 : f32[T, 4]
          \(operations)
          yield %2
        }
        func head(%0: f32[T, 4]) {
          %1 = param @table : f32[19, 4]
          %2 = linear %0, %1 : f32[T, 19]
          yield %2
        }
      }
      """)
    let check = DifferentialCheck(
      options: PassOptions(), ids: TestModels.ids(5), pieces: [2, 1, 2], values: TestModels.values)
    _ = try check.loops(try check.graphs(module))
  }

  /// A state takes rows in heads, and each number of them lands in its own place.
  @Test func statesTakeRowsInHeads() throws {
    try check(
      "state @s : f32[1, 2, 2]",
      """
      %5 = state.read @s : f32[1, 2, 2]
      %3 = last_row %2 : f32[1, 4]
      %4 = split_heads %3 {heads = 2} : f32[1, 2, 2]
      state.write @s %4
      """)
  }

  /// What is computed of parameters and states, row by row, may have any rank.
  @Test(arguments: [[5], [2, 3], [2, 3, 2], [2, 1, 3, 2]])
  func statesTakeValuesOfAnyRank(shape: [Int]) throws {
    let type = "f32[\(shape.map(String.init).joined(separator: ", "))]"
    try check(
      """
      param @w : \(type) = "w"
      state @s : \(type)
      """,
      """
      %3 = param @w : \(type)
      %4 = state.read @s : \(type)
      %5 = subtract %3, %4 : \(type)
      %6 = silu %5 : \(type)
      state.write @s %6
      """)
  }
}
