import Diagnostics
import IR
import Testing

@testable import Check
@testable import Passes

/// Diagonal scans of all shapes, of which some channels may share one decay among their states.
@Suite struct DiagonalScanTests {
  private static func module(states: Int, channels: Int, scalar: String) -> String {
    """
    module m {
      param @table : f32[19, \(channels)] = "table"
      param @rates : f32[\(states), \(channels)] = "blocks.0.A_log"
      param @b : f32[\(states), \(channels)] = "b"
      state @h : f32[\(states), \(channels)]
      func body(%0: i32[T]) {
        %1 = param @table : f32[19, \(channels)]
        %2 = embed %0, %1 : f32[T, \(channels)]
        %3 = param @rates : f32[\(states), \(channels)]
        %4 = exp %3 : f32[\(states), \(channels)]
        %5 = negate %4 : f32[\(states), \(channels)]
        %6 = param @b : f32[\(states), \(channels)]
        %7 = linear %2, %6 : f32[T, \(states)]
        %8 = softplus %2 : f32[T, \(channels)]
        %9 = state.read @h : f32[\(states), \(channels)]
        %10, %11 = diagonal_scan %8, %5, %7, %7, %2, %9\(scalar) : f32[T, \(channels)], f32[\(states), \(channels)]
        state.write @h %11
        yield %10
      }
      func head(%0: f32[T, \(channels)]) {
        %1 = param @table : f32[19, \(channels)]
        %2 = linear %0, %1 : f32[T, 19]
        yield %2
      }
    }
    """
  }

  /// Channels that share a decay, at the start, in the middle and at the end.
  @Test(arguments: [1, 16, 24], ["0, 16", "8, 24", "20, 36", "0, 4, 8, 36"])
  func someChannelsShareADecay(states: Int, scalar: String) throws {
    try check(states, 36, " {scalar = [\(scalar)]}", pieces: [3, 1, 3])
  }

  /// In tiles, in parts of tiles and in one, token by token and in longer pieces.
  @Test(
    arguments: [1, 5, 16, 17, 24, 40], [1, 16, 36])
  func tilesOfAnySize(states: Int, channels: Int) throws {
    for pieces in [[7], [1, 1, 3, 1, 1]] { try check(states, channels, "", pieces: pieces) }
  }

  private func check(_ states: Int, _ channels: Int, _ scalar: String, pieces: [Int]) throws {
    let module = try GraphParser.parse(
      Self.module(states: states, channels: channels, scalar: scalar))
    let check = DifferentialCheck(
      options: PassOptions(), ids: TestModels.ids(7), pieces: pieces, values: TestModels.values)
    _ = try check.loops(try check.graphs(module))
  }
}
