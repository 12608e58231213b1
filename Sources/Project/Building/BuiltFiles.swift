/// The files that building a project makes in its folder; `make clean` removes them.
struct BuiltFiles {
  /// The model's name in code.
  let name: String
  /// Whether CMake has been at work in the project's folder `build`.
  let usesCMake: Bool

  /// What CMake and its generators write beside the folders of their own.
  private static let madeByCMake: Set<String> = [
    "CMakeCache.txt", "Makefile", "cmake_install.cmake", "install_manifest.txt", "build.ninja",
    ".ninja_deps", ".ninja_log", "compile_commands.json",
  ]

  /// Whether the file at `path` in the project is one of them.
  func contains(_ path: String) -> Bool {
    if path == "bin/\(name)" || path == "lib/lib\(name).a" { return true }
    guard path.hasPrefix("build/") else { return false }
    if path.hasSuffix(".o") || path.hasSuffix(".d") { return true }
    let inside = path.dropFirst("build/".count)
    return usesCMake
      && (inside.hasPrefix("CMakeFiles/") || inside == "\(name).pc"
        || Self.madeByCMake.contains(String(inside)))
  }
}
