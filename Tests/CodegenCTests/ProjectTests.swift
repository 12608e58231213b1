import Foundation
import IR
import Testing

@testable import CodegenC
@testable import Project

/// Whole projects of the toy model build with nothing from here, and compute the toy's logits.
@Suite struct ProjectTests {
  private static func write(_ input: ProjectInput, to path: String) throws {
    try ProjectWriter.write(to: path) { folder in
      let weights = "\(folder)/weights/\(input.name.text).safetensors"
      try ProjectWriter.makeFolder(of: weights)
      let file = try WeightsWriter.write(
        input.weights, model: input.name, to: weights, modelHash: { input.modelHash }
      ) { entry in
        var values: [UInt8]? = StoredElement.f32.encoded(Toy.values(entry.name))
        return {
          defer { values = nil }
          return values
        }
      }
      try ProjectWriter.write(try EmittedProject.files(input, file), below: folder)
    }
  }

  private static let ids = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 19, 0, 7]

  /// The logits that a built program computes, all rows.
  private static func logits(_ name: String, in project: String, _ folder: Folder) throws
    -> [Double]
  {
    let output = folder.path("logits.npy")
    let run = try ProgramRun(
      "\(project)/bin/\(name)",
      [
        "logits", "--ids", ids.map(String.init).joined(separator: ","), "--split", "3,8,1", "--out",
        output,
      ])
    guard run.succeeded else { throw CCompiler.Failure(text: run.output) }
    let data = try Data(contentsOf: URL(fileURLWithPath: output))
    let values = Data(data.suffix(4 * ids.count * Toy.vocabulary))
    return values.withUnsafeBytes { Array($0.bindMemory(to: Float.self)).map(Double.init) }
  }

  private static func distance(_ left: [Double], _ right: [Double]) -> Double {
    left.count == right.count ? zip(left, right).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  static let variants: [ProjectOptions] = [
    ProjectOptions(),
    ProjectOptions(code: CodeOptions(products: .blas)),
    ProjectOptions(code: CodeOptions(threads: .none), weights: .embed),
  ]

  @Test(arguments: variants) func makeBuildsAProgramThatIsRight(_ options: ProjectOptions) throws {
    let folder = try Folder()
    let project = folder.path("toy-project")
    let input = try Toy.input(title: "Toy 1", options: options)
    try Self.write(input, to: project)
    let strict = "CFLAGS=-O2 -Werror"
    for compiler in ["gcc", "clang"] {
      let run = try ProgramRun(
        "/usr/bin/make", ["-C", project, "-s", "-j2", "CC=\(compiler)", strict])
      #expect(run.succeeded, "\(run.output)")
      let expected = Toy.logits(Self.ids).flatMap { $0 }
      #expect(Self.distance(try Self.logits("toy_1", in: project, folder), expected) < 1e-4)
      let info = try ProgramRun("\(project)/bin/toy_1", ["info", "--json"])
      let facts = try #require(
        JSONSerialization.jsonObject(with: Data(info.output.utf8)) as? [String: Any])
      #expect((facts["flags"] as? String)?.contains("-O2 -Werror") == true)
      #expect((facts["model"] as? [String: Any])?["maker"] as? String == "nobody \"special\"")
      #expect(facts["arena_bytes"] as? Int == input.arenaBytes)
      let clean = try ProgramRun("/usr/bin/make", ["-C", project, "-s", "clean"])
      #expect(clean.succeeded)
    }
  }

  @Test(arguments: variants.dropFirst()) func cmakeBuildsTheSame(_ options: ProjectOptions) throws {
    let folder = try Folder()
    let project = folder.path("toy-project")
    try Self.write(try Toy.input(options: options), to: project)
    for arguments in [["-S", project, "-B", "\(project)/build"], ["--build", "\(project)/build"]] {
      let run = try ProgramRun("/usr/bin/env", ["cmake"] + arguments)
      #expect(run.succeeded, "\(run.output)")
    }
    let expected = Toy.logits(Self.ids).flatMap { $0 }
    #expect(Self.distance(try Self.logits("toy", in: project, folder), expected) < 1e-4)
  }

  @Test func installedProgramsAndLibrariesWork() throws {
    let folder = try Folder()
    let (project, prefix) = (folder.path("p"), folder.path("usr"))
    try Self.write(try Toy.input(), to: project)
    try Toolchain.find(for: Target(.host)).build(project)
    let install = try ProgramRun("/usr/bin/make", ["-C", project, "install", "PREFIX=\(prefix)"])
    #expect(install.succeeded, "\(install.output)")
    #expect(
      Self.distance(
        try Self.logits("toy", in: prefix, folder), Toy.logits(Self.ids).flatMap { $0 }) < 1e-4)
    // The example of the readme, as a user would build it.
    let readme = try String(contentsOfFile: "\(project)/README.md", encoding: .utf8)
    let example = try #require(readme.firstMatch(of: /```c\n((?:.|\n)*?)```/)?.1)
    try folder.write(
      "use.c",
      "#include <stdint.h>\nint32_t next_token(const void *, size_t, const int32_t *, size_t);\n"
        .replacing("#include <stdint.h>", with: "#include <stddef.h>\n#include <stdint.h>")
        + example
        + "int main(void) { return next_token(NULL, 0, NULL, 0) + 1; }\n")
    let package = try ProgramRun(
      "/usr/bin/env",
      ["PKG_CONFIG_PATH=\(prefix)/lib/pkgconfig", "pkg-config", "--cflags", "--libs", "toy"])
    let flags = package.output.split(whereSeparator: \.isWhitespace).map(String.init)
    let use = try ProgramRun(
      "/usr/bin/env",
      ["gcc"] + CCompiler.strict + [folder.path("use.c")] + flags + ["-o", folder.path("use")])
    #expect(use.succeeded, "\(use.output)")
    #expect(try ProgramRun(folder.path("use"), []).succeeded)
  }

  @Test func equalInputsGiveEqualBytes() throws {
    let folder = try Folder()
    var trees: [[String: Data]] = []
    for path in ["one", "two/three"].map(folder.path) {
      try Self.write(try Toy.input(), to: path)
      let files = try FileManager.default.subpathsOfDirectory(atPath: path)
      trees.append(
        Dictionary(
          uniqueKeysWithValues: files.map {
            ($0, FileManager.default.contents(atPath: "\(path)/\($0)") ?? Data())
          }))
    }
    #expect(trees[0] == trees[1] && trees[0].count > 40)
    let text = trees[0].values.map { String(decoding: $0, as: UTF8.self) }.joined()
    #expect(!text.contains(folder.path) && !text.contains("ssdc_") && !text.contains("SSDC_"))
  }

  @Test func onlyTheUsedPiecesAreThere() throws {
    func paths(_ options: ProjectOptions) throws -> Set<String> {
      let input = try Toy.input(options: options)
      let file = WeightsFile(
        payloadOffset: 4096, bytes: 8192, headerHash: input.modelHash, payloadHash: input.modelHash)
      return Set(try EmittedProject.files(input, file).map(\.path))
    }
    let builtin = try paths(ProjectOptions())
    #expect(
      builtin.isSuperset(of: [
        "src/linear_panel.c", "src/vecmath.h", "app/main.c", "src/toy_step.c",
      ]))
    #expect(
      builtin.isDisjoint(with: [
        "src/gemm.c", "src/gemm_blas.c", "src/linear_rows_blas.c", "src/toy_weights.S",
      ]))
    #expect(!builtin.contains { $0.hasPrefix("app/tokenizer") })
    #expect(try paths(Self.variants[2]).contains("src/toy_weights.S"))
  }

  @Test func hostileTitlesStayText() throws {
    for title in LiteralTests.hostile {
      let folder = try Folder()
      var input = try Toy.input(title: "x" + title)
      input.facts = [.init(title, .text(title))]
      input.chunks = [ChunkChoice(function: title, tokens: 1, origin: title)]
      try Self.write(input, to: folder.path("p"))
      let manifest = try folder.read("p/manifest.json")
      #expect((try? JSONSerialization.jsonObject(with: Data(manifest.utf8))) != nil)
      let description = "p/src/\(input.name.text)_description.c"
      let run = try ProgramRun(
        "/usr/bin/gcc",
        CCompiler.strict + ["-c", folder.path(description), "-o", folder.path("d.o")])
      #expect(run.succeeded, "\(run.output)")
    }
  }
}
