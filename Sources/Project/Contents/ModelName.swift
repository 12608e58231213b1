import CodegenC
import RuntimeFiles

/// A model's name as emitted code uses it: `[a-z][a-z0-9_]*`, at most 40 characters.
///
/// It starts every public symbol and names the header, the library and the program, so it differs from everything that
/// C, its library and the runtime's files are called. `docs/emitted-project.md` has the mapping.
public struct ModelName: Hashable, Sendable {
  /// The name itself.
  public let text: String

  /// The most characters.
  private static let limit = 40

  /// The name closest to `title`, which may be anything.
  public init(_ title: String) {
    var result = CName.identifier(title)
    if result.first?.isLetter != true { result = "model" + (result.isEmpty ? "" : "_") + result }
    result = Self.cut(result, to: Self.limit)
    text = Self.isTaken(result) ? Self.cut(result, to: Self.limit - 6) + "_model" : result
  }

  /// What every function and type of the model starts with.
  public var prefix: String { text + "_" }

  /// What every macro of the model starts with.
  public var macroPrefix: String { text.uppercased() + "_" }

  private static func cut(_ name: String, to limit: Int) -> String {
    var result = String(name.prefix(limit))
    while result.hasSuffix("_") { result.removeLast() }
    return result
  }

  /// Whether a header, type, library or file of that name exists.
  private static func isTaken(_ name: String) -> Bool {
    CName.isTaken(name) || foreign.contains(name) || isNumberType(name)
      || RuntimeFile.all.contains { $0.stem == name }
  }

  /// `int32`, `float32x4`: with `_t` behind them they are types of the compiler's headers.
  private static func isNumberType(_ name: String) -> Bool {
    ["int", "uint", "float", "bfloat", "poly"].contains { stem in
      name.hasPrefix(stem)
        && name.dropFirst(stem.count).first.map { $0.isNumber || $0 == "_" } == true
    }
  }

  /// Headers and libraries of the system, and types of it without their `_t`.
  private static let foreign = Set(
    """
    ctype errno fcntl fenv inttypes iso646 limits locale setjmp stdarg stdbool stddef stdint stdio stdlib string \
    strings tgmath threads uchar unistd wchar wctype math cblas omp openblas gomp pthread dl rt c m gcc util \
    blkcnt blksize caddr clockid daddr dev fexcept fpos fsid gid id imaxdiv ino int intmax intptr key lldiv loff \
    max_align mbstate mode nlink off pid poly ptrdiff quad register sig_atomic sigset size socklen ssize stack \
    suseconds timer uid uint uintmax uintptr useconds wctrans wint
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
