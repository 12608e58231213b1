import Foundation
import Testing

/// Textual IR that is no model: refused in words, and never with a crash.
@Suite struct HostileIRTests {
  /// A model of one diagonal scan over `channels` channels with `states` states.
  static func scan(channels: Int, states: Int) -> String {
    """
    module m {
      param @embedding : f32[23, \(channels)] = "embedding"
      param @a : f32[\(states), \(channels)] = "blocks.0.A_log"
      param @b : f32[\(states), \(channels)] = "blocks.0.B"
      state @h : f32[\(states), \(channels)]
      func body(%0: i32[T]) {
        %1 = param @embedding : f32[23, \(channels)]
        %2 = embed %0, %1 : f32[T, \(channels)]
        %3 = param @a : f32[\(states), \(channels)]
        %4 = param @b : f32[\(states), \(channels)]
        %5 = linear %2, %4 : f32[T, \(states)]
        %6 = state.read @h : f32[\(states), \(channels)]
        %7, %8 = diagonal_scan %2, %3, %5, %5, %2, %6 : f32[T, \(channels)], f32[\(states), \(channels)]
        state.write @h %8
        yield %7
      }
      func head(%0: f32[T, \(channels)]) {
        %1 = param @embedding : f32[23, \(channels)]
        %2 = linear %0, %1 : f32[T, 23]
        yield %2
      }
    }

    """
  }

  @Test(arguments: ["inspect", "check", "compile"], [(16, 0), (0, 4), (0, 0)])
  func scansWithoutStatesOrChannelsAreRefused(command: String, size: (Int, Int)) throws {
    try SSDCProcess.withFolder { folder in
      let path = "\(folder)/m.ssd"
      try Self.scan(channels: size.0, states: size.1).write(
        toFile: path, atomically: false, encoding: .utf8)
      let options = command == "compile" ? ["--emit", "source", "-o", "\(folder)/out"] : []
      let outcome = try SSDCProcess.run([command, path] + options)
      #expect(outcome.code == 3, "\(outcome.errors)")
      #expect(outcome.errors.contains("needs states and channels"), "\(outcome.errors)")
    }
  }

  /// The format of weights gives this name a meaning of its own.
  @Test func namesThatWeightsCannotHaveAreRefused() throws {
    try SSDCProcess.withFolder { folder in
      let path = "\(folder)/m.ssd"
      let text = Self.scan(channels: 16, states: 1).replacingOccurrences(
        of: "@a", with: "@__metadata__")
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      let outcome = try SSDCProcess.run(
        ["compile", path, "--emit", "source", "-o", "\(folder)/out"])
      #expect(outcome.code == 3, "\(outcome.errors)")
      #expect(outcome.errors.contains("error[E0506]: '__metadata__'"), "\(outcome.errors)")
      #expect(outcome.errors.contains("m.ssd: parameter '@__metadata__'"), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
    }
  }

  @Test func scansWithBothAreTaken() throws {
    try SSDCProcess.withFolder { folder in
      let path = "\(folder)/m.ssd"
      try Self.scan(channels: 16, states: 1).write(toFile: path, atomically: false, encoding: .utf8)
      #expect(try SSDCProcess.run(["inspect", path]).code == 0)
      let outcome = try SSDCProcess.run(
        ["compile", path, "--emit", "source", "-o", "\(folder)/out"])
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
  }
}
