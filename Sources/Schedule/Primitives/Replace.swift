import Diagnostics
import IR

/// `replace LOOP by KERNEL`: a call of a kernel in the place of the loops that are its meaning.
public struct Replace: RewriteDefinition {
  /// The outermost of the loops.
  public var loop: Symbol
  /// The kernel.
  public var kernel: Kernel

  /// The first word of its text.
  public static let keyword = "replace"
  /// How far it may change results.
  public static let exactness = Exactness.reassociating

  /// A call of `kernel` in the place of `loop`.
  public init(_ loop: Symbol, by kernel: Kernel) {
    self.loop = loop
    self.kernel = kernel
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    let buffers = nest.visibleBuffers
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      let statement = place.statements[place.index]
      guard let call = kernel.call(standingFor: statement, buffers: { buffers[$0] }) else {
        throw Diagnostic(
          .badRewrite, "loop '\(loop)' is not what kernel '\(kernel)' computes",
          notes: ["the kernel is " + kernel.summary])
      }
      return place.replacing(by: [.call(call)])
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let loop = try reader.symbol()
    try reader.expect("by")
    self.init(loop, by: try reader.kernel())
  }

  /// The text that it is read from.
  public var description: String { "replace \(loop) by \(kernel)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .replace(self) }
}
