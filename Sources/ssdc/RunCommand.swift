import ArgumentParser
import Diagnostics
import Foundation
import Project

/// `ssdc run MODEL`.
struct RunCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Compile into a cache and run the emitted program.",
    discussion: """
      Options after -- are passed to the program's `generate` command.

      Examples:
        ssdc run examples/classics-3m --prompt "In the beginning"
        ssdc run path/to/mamba2-130m --prompt "Once" -- -n 64 --greedy
      """)

  @Argument(help: ModelArgument.help, completion: .file())
  var model: String

  @Option(help: "The text to continue.")
  var prompt: String?

  @OptionGroup var options: CompileOptions

  @Argument(parsing: .postTerminator, help: "Options for the program's generate command.")
  var rest: [String] = []

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    let emulator = try Emulator(for: options.projectOptions().target.machine)
    let compilation = try Compilation(model, options: options)
    if prompt != nil, compilation.source.tokenizerFile == nil {
      throw Diagnostic(
        .badOption, "option '--prompt' takes text, but the model has no tokenizer.json",
        notes: ["pass token ids to the program: ssdc run MODEL -- --ids 1,2,3"],
        help: compilation.source.tokenizerAdvice)
    }
    let name = compilation.name.text
    let folder = "\(CacheFolder.path)/\(name)-\(try CacheKey.text(compilation).prefix(32))"
    let program = "\(folder)/bin/\(name)"
    func isBuilt() -> Bool { FileManager.default.isExecutableFile(atPath: program) }
    if isBuilt() {
      if !options.dumpIrAfter.isEmpty { _ = try compilation.lowered() }
    } else {
      ProjectWriter.clearLeftovers(in: CacheFolder.path)
      // The cache holds nothing of the user's.
      try compilation.write(.program, to: folder, isForced: true, unless: isBuilt)
    }
    var arguments = emulator.words + [program, "generate"]
    if let prompt { arguments += ["--prompt", prompt] }
    try Self.become(arguments + rest)
  }

  /// Replaces this process by the program, so that its output streams as it is produced.
  private static func become(_ arguments: [String]) throws {
    var pointers = arguments.map { strdup($0) } + [nil]
    signal(SIGXFSZ, SIG_DFL)
    execv(arguments[0], &pointers)
    throw Diagnostic(
      .buildFailed, "cannot run '\(arguments[0])': \(String(cString: strerror(errno)))",
      at: FileLocation(arguments[0]))
  }
}
