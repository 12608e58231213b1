/// Names of models, which become names in C and of files.
enum ModuleName {
  private static let limit = 64

  /// Whether `name` can be used as it is: a letter, then letters, digits and underscores, 64 in all.
  static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first), name.utf8.count <= limit else {
      return false
    }
    return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
      && !isReserved(name)
  }

  /// Whether a header of the system, or a type without its `_t`, is called `name`, whatever the case.
  static func isReserved(_ name: String) -> Bool { reserved.contains(name.lowercased()) }

  /// Names whose header would hide one of the system's (`math.h`), or whose type would be one of its (`size_t`).
  private static let reserved: Set<String> = [
    "assert", "cblas", "cpuid", "ctype", "errno", "fcntl", "fenv", "float", "immintrin", "inttypes",
    "iso646", "limits", "locale", "math", "memory", "omp", "poll", "pthread", "sched", "setjmp",
    "signal", "stdalign", "stdarg", "stdatomic", "stdbool", "stddef", "stdint", "stdio", "stdlib",
    "string", "strings", "tgmath", "threads", "time", "unistd", "wchar", "wctype",
    "bool", "clock", "div", "double", "fpos", "int8", "int16", "int32", "int64", "intmax", "intptr",
    "ldiv", "lldiv", "mode", "off", "pid", "ptrdiff", "size", "ssize", "uint8", "uint16", "uint32",
    "uint64", "uintmax", "uintptr", "wint",
  ]

  /// The name for a model in the folder or file called `title`, whatever that holds.
  static func derived(from title: String) -> String {
    var bytes: [UInt8] = []
    for byte in title.utf8.prefix(limit) {
      if isLetter(byte) || isDigit(byte) {
        bytes.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
      } else if let last = bytes.last, last != UInt8(ascii: "_") {
        bytes.append(UInt8(ascii: "_"))
      }
    }
    while bytes.last == UInt8(ascii: "_") { bytes.removeLast() }
    let name = String(decoding: bytes, as: UTF8.self)
    return isValid(name) ? name : String(("model_" + name).prefix(limit)).trimmingUnderscores
  }

  /// The title of a model in a folder with these path components: in a Hugging Face cache, that of its repository.
  static func title(_ components: [String]) -> String {
    if components.count >= 3, components[components.count - 2] == "snapshots",
      let name = components[components.count - 3].split(separator: "--").last
    {
      return String(name)
    }
    return components.last ?? "model"
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension String {
  /// The string without underscores at its end.
  fileprivate var trimmingUnderscores: String {
    var text = self
    while text.hasSuffix("_") { text.removeLast() }
    return text
  }
}
