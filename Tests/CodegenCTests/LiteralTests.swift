import Foundation
import Testing

@testable import CodegenC
@testable import Project

@Suite struct LiteralTests {
  @Test(arguments: CCompiler.all.filter { $0.openmp == nil })
  func floatsReadBackBitForBit(_ compiler: CCompiler) throws {
    var generator = Generator(seed: 1)
    var floats: [Float] = [
      0, -0.0, 1, -1.5, 0.1, 16_777_216, 3e38, .greatestFiniteMagnitude, .leastNormalMagnitude,
      .leastNonzeroMagnitude, 0x1p-140, .pi, 1e7, 123_456_792, .infinity, -.infinity,
    ]
    while floats.count < 400 {
      let value = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
      if !value.isNaN { floats.append(value) }
    }
    let array = CVariable(
      .array(.const(.float), count: nil), "values",
      .list(floats.map { .value(.float($0)) }), isStatic: true)
    let folder = try Folder()
    try folder.write(
      "main.c",
      CPrinter.text([
        .include("math.h", isSystem: true), .include("stdint.h", isSystem: true),
        .include("stdio.h", isSystem: true), .include("string.h", isSystem: true),
        .variable(array),
      ]) + """
        int main(void) {
          for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            uint32_t bits;
            memcpy(&bits, &values[i], 4);
            printf("%lu\\n", (unsigned long)bits);
          }
          return 0;
        }

        """)
    let expected = floats.map { "\($0.bitPattern)\n" }.joined()
    #expect(try compiler.run(["main.c"], in: folder) == expected)
  }

  /// Texts that try to end a comment, a string or a line.
  static let hostile = [
    "*/ int evil(void) { return 1; } /*", "??/\n system(\"id\");", "\";system(\"id\");\"", "\\",
    "a\\", "//", "/*/", "**/", "*\u{0}/", "*\u{200D}/", "??" + "/*", "%s%n\\x41\\101",
    "\u{202E}cilam",
    "\r\n#include \"evil.h\"\n", "\u{1}\u{1}", "é ∑ 𝕏", String(repeating: "x*/", count: 200), "",
  ]

  @Test(arguments: CCompiler.all.filter { $0.openmp == nil })
  func hostileTextsStayTexts(_ compiler: CCompiler) throws {
    var declarations: [CDeclaration] = [.include("stdio.h", isSystem: true)]
    var body: [CStatement] = []
    for (index, text) in Self.hostile.enumerated() {
      declarations.append(.comment(CComment(text)))
      body.append(.comment(CComment(text)))
      body.append(
        .variable(
          CVariable(
            .const(.pointer(.const(.named("char")))), "text\(index)", .string(text), note: text)))
      body.append(.expression(.call("puts", [.name("text\(index)")])))
    }
    declarations.append(.function(CFunction(.int, "main", [], body + [.returns(.integer(0))])))
    let folder = try Folder()
    try folder.write("main.c", CPrinter.text(declarations))
    let expected = Self.hostile.map { $0.prefix { $0 != "\u{0}" } + "\n" }.joined()
    #expect(try compiler.run(["main.c"], in: folder) == expected)
  }
}
