import ArgumentParser
import CodegenC
import Diagnostics
import Foundation
import Frontend

/// `ssdc run MODEL`.
struct RunCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Compile into a cache, then run the emitted program.",
    discussion: """
      Options after -- go to the program's `generate`.

      Examples:
        ssdc run examples/classics-3m --prompt "In the beginning"
        ssdc run path/to/mamba2-130m --prompt "Once" -- -n 64 --greedy
      """)

  @Argument(help: ModelArgument.help, completion: .file())
  var model: String

  @Option(help: "The text to continue.")
  var prompt: String?

  @OptionGroup var options: CompileOptions

  @Argument(parsing: .postTerminator, help: "Options of the program's generate.")
  var rest: [String] = []

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    let compilation = try Compilation(model, options: options)
    let folder = try Self.cache(compilation, options)
    let program = "\(folder)/bin/\(compilation.name.text)"
    if !FileManager.default.isExecutableFile(atPath: program) {
      try compilation.write(.program, to: folder)
    }
    var arguments = [program, "generate"]
    if let prompt { arguments += ["--prompt", prompt] }
    try Self.become(program, arguments + rest)
  }

  /// The folder for this model with these options and this compiler: files are told apart by path, size and time.
  private static func cache(_ compilation: Compilation, _ options: CompileOptions) throws -> String
  {
    let compiler = ProcessInfo.processInfo.environment["CC"] ?? ""
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let stamps = (compilation.source.files + [own]).map { path -> String in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      let size = attributes?[.size] as? Int ?? 0
      let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      return "\(path) \(size) \(date)"
    }
    let choices = [
      options.target, options.cpu ?? "", options.gemm, options.threads, options.weights,
      options.chunk, "\(options.allowNonfinite)", SSDC.configuration.version, compiler,
    ]
    let here = FileManager.default.currentDirectoryPath
    let key = SHA256.digest((stamps + choices + [here]).joined(separator: "\n").utf8)
    let name = "\(compilation.name.text)-\(key.hexadecimal.prefix(16))"
    return "\(CacheFolder.path)/\(name)"
  }

  /// Replaces this process by the program, so that its output streams as it is produced.
  private static func become(_ program: String, _ arguments: [String]) throws {
    var pointers = arguments.map { strdup($0) } + [nil]
    execv(program, &pointers)
    throw Diagnostic(
      .buildFailed, "cannot run '\(program)': \(String(cString: strerror(errno)))",
      at: Place(program))
  }
}

/// Where compiled programs are kept between runs.
enum CacheFolder {
  /// `$XDG_CACHE_HOME/ssdc`, else `~/.cache/ssdc`.
  static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return "\(base)/ssdc" }
    return "\(NSHomeDirectory())/.cache/ssdc"
  }
}
