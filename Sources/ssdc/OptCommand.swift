import ArgumentParser
import Diagnostics
import Foundation
import IR
import Passes

/// `ssdc opt FILE.ssd`: the tool that golden tests use.
struct OptCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "opt", abstract: "Run passes on textual IR and print the result.",
    discussion: """
      Examples:
        ssdc opt model.ssd --pass recognize-semiseparable --pass choose-chunk --chunk 64
        ssdc opt loops.ssd --pass vectorize
        ssdc opt --list
      """)

  @Argument(
    help: "Textual IR: a graph module or a loop module; - reads standard input.",
    completion: .file(extensions: ["ssd"]))
  var file: String?

  @Option(
    name: .customLong("pass"), help: "A pass to run; can be repeated, passes run in order.",
    completion: .list(Pipeline.names))
  var passes: [String] = []

  @Option(help: "The chunk size for choose-chunk.")
  var chunk: Int?

  @Option(
    help: "The matrix multiplication to use: builtin or blas.",
    completion: OptionChecks.productNames)
  var gemm: String = "builtin"

  @Option(help: "A schedule for the passes to follow.", completion: .file())
  var schedule: String?

  @Flag(help: "List all passes, what they do and how exact they are.")
  var list = false

  @Option(name: .customLong("message-format"), help: "The format of messages: text or json.")
  var messageFormat: MessageFormat = .text

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    if list { return printPasses() }
    guard let file else {
      throw Diagnostic(.badOption, "opt needs a file, or - for standard input")
    }
    let options = try PassOptions(
      chunk: OptionChecks.chunk(chunk), products: OptionChecks.products(gemm),
      schedule: OptionChecks.schedule(schedule))
    var stage = try IRText.parse(file)
    for name in passes { stage = try Self.run(name, stage, options) }
    print(IRText.print(stage), terminator: "")
  }

  private static func run(
    _ name: String, _ stage: Pipeline.Stage, _ options: PassOptions
  ) throws -> Pipeline.Stage {
    switch stage {
    case .graph(let module):
      if name == Pipeline.loweringName { return .loops(try Pipeline.lower(module, options)) }
      if let pass = Pipeline.graphPasses.first(where: { $0.name == name }) {
        return .graph(try Pipeline.run(pass, module, options))
      }
    case .loops(let module):
      if let pass = Pipeline.loopPasses.first(where: { $0.name == name }) {
        do {
          return .loops(try Pipeline.run(pass, module, options))
        } catch let fault as Diagnostic where fault.id == .badMemoryPlan {
          try ScratchCheck.refuseUnwritten(in: module)
          throw fault
        }
      }
    }
    throw Diagnostic(
      .unknownPass, "no pass '\(name)' for this level of the IR",
      notes: ["the passes are: " + stage.passes.joined(separator: ", ")])
  }

  private func printPasses() {
    for pass in Pipeline.graphPasses { Self.line(pass.name, pass.exactness, pass.summary) }
    Self.line(Pipeline.loweringName, .reassociating, "turn the graph into loops over buffers")
    for pass in Pipeline.loopPasses { Self.line(pass.name, pass.exactness, pass.summary) }
  }

  private static func line(_ name: String, _ exactness: Exactness, _ summary: String) {
    let columns = [name.padded(to: 26), exactness.description.padded(to: 15), summary]
    print(columns.joined())
  }
}

extension Pipeline {
  /// The names of all passes, in order.
  static var names: [String] {
    graphPasses.map(\.name) + [loweringName] + loopPasses.map(\.name)
  }
}

extension Pipeline.Stage {
  /// The names of the passes that take this level.
  fileprivate var passes: [String] {
    switch self {
    case .graph: Pipeline.graphPasses.map(\.name) + [Pipeline.loweringName]
    case .loops: Pipeline.loopPasses.map(\.name)
    }
  }
}

extension String {
  /// The text with spaces up to `width` characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
