import IR

/// The C file of one entry point.
public struct EntryFile: Hashable, Sendable {
  /// The top level of the file.
  public var declarations: [CDeclaration]
  /// The runtime's headers that it includes.
  public var headers: [String]

  /// The text of the file.
  public var text: String { CPrinter.text(declarations) }

  /// Writes `function` of a planned module as C; `prefix` starts every name that other files see, and `header` declares the
  /// function.
  ///
  /// Throws E0706 for a program that has no C spelling.
  public init(
    _ function: LoopFunction, of module: LoopModule, prefix: String, options: CodeOptions,
    declaredIn header: String = "entry.h"
  ) throws {
    var lowering = FunctionLowering(function, of: module, prefix: prefix, options: options)
    let entry = try lowering.run()
    let needs = lowering.needs
    headers = needs.headers.sorted()
    declarations = [
      .comment(
        ScheduleComment(function, of: module, declaredIn: header, options: options).comment)
    ]
    declarations += needs.infinity ? [.include("math.h", isSystem: true)] : []
    declarations += [
      .include("stddef.h", isSystem: true), .include("stdint.h", isSystem: true), .blank,
    ]
    declarations += (headers + [header]).sorted().map {
      .include($0, isSystem: false)
    }
    if needs.pragmas { declarations += Self.quiet }
    let mentioned = entry.body.mentions
    for helper in Helper.allCases where mentioned.contains(helper.rawValue) {
      declarations += [.blank, .function(helper.definition)]
    }
    declarations += [.blank, .function(entry)]
  }

  /// Compilers that are not asked for OpenMP warn of its pragmas, which they may ignore.
  private static let quiet: [CDeclaration] = [
    .blank,
    .conditional(
      "defined(__GNUC__) && !defined(_OPENMP)", [.pragma(.ignoredWarning("unknown-pragmas"))]),
  ]
}
