import Foundation
import Testing

extension EndToEnd {
  /// Signals that end the compiler while it writes or waits for the C compiler.
  @Suite struct Interruptions {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private static let random = """
      vocabulary: 50000
      width: 1024
      blocks:
        - repeat: 24
          mamba2: {heads: 32, head_dim: 64, state: 128}
      weights: {random: {seed: 1}}

      """

    /// Compiles `model` into a folder of its own and sends `signal` as soon as a file that matches is being written.
    private func interrupt(
      _ model: String, by signal: Int32, environment: [String: String],
      when isReached: (String) -> Bool
    ) throws -> Run {
      let around = folder["around"]
      try FileManager.default.createDirectory(
        atPath: around, withIntermediateDirectories: false)
      return try Program.ssdc.run(
        ["compile", model, "-o", "\(around)/out"], environment: environment
      ) { process in
        while process.isRunning {
          let paths = (try? FileManager.default.subpathsOfDirectory(atPath: around)) ?? []
          if paths.contains(where: isReached) { break }
          usleep(10_000)
        }
        if process.isRunning { kill(process.processIdentifier, signal) }
      }
    }

    private func expectNothing(after run: Run, endedBy signal: Int32) throws {
      #expect(run.status == 128 + signal, "\(run.errors)")
      #expect(run.output.isEmpty && run.errors.isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder["around"]).isEmpty)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func whileWritingWeights(signal: Int32) throws {
      try folder.write(Self.random, to: "large.yaml")
      let run = try interrupt(folder["large.yaml"], by: signal, environment: [:]) {
        $0.contains("weights/")
      }
      try expectNothing(after: run, endedBy: signal)
    }

    /// The C compiler is a script that would take a minute.
    @Test(arguments: [SIGINT, SIGTERM])
    func whileCompilingC(signal: Int32) throws {
      let script = folder["slow"]
      try folder.write("#!/bin/sh\ntouch build/started\nexec sleep 60\n", to: "slow")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
      let start = Date()
      let run = try interrupt(Places.model, by: signal, environment: ["CC": script]) {
        $0.hasSuffix("build/started")
      }
      try expectNothing(after: run, endedBy: signal)
      #expect(Date().timeIntervalSince(start) < 50)
    }
  }
}
