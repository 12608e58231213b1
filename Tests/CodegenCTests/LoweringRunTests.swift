import IR
import Testing

@testable import CodegenC
@testable import Project

/// Emitted functions compile without a warning and compute what their loops say.
@Suite struct LoweringRunTests {
  private static let name = ModelName("m")

  /// Compiles one function together with a main program over its arrays and gives what that prints.
  private func run(
    _ function: LoopFunction, _ buffers: [Buffer], main: String, _ compiler: CCompiler,
    _ options: CodeOptions = CodeOptions()
  ) throws -> String {
    let module = LoopModule(name: "m", buffers: buffers, functions: [function])
    let file = try EntryFile(function, of: module, prefix: Self.name.prefix, options: options)
    let folder = try Folder()
    try folder.writeRuntime(["kernels"], as: Self.name)
    let prototype =
      file.text.split(separator: "\n").joined(separator: " ")
      .firstMatch(of: /void m_model_entry_[^{]*/).map { "\($0.0);\n" } ?? ""
    try folder.write("entry.h", "#include <stddef.h>\n#include <stdint.h>\n" + prototype)
    try folder.write("function.c", file.text)
    try folder.write("main.c", "#include <stdio.h>\n#include \"entry.h\"\n" + main)
    let kernels = ["gemm.c", "linear_panel.c", "team.c"]
    return try compiler.run(["function.c", "main.c"] + kernels, in: folder)
  }

  @Test(arguments: CCompiler.all) func allStatementForms(_ compiler: CCompiler) throws {
    let (x, y) = (Access("x", ["t", "c"]), Access("y", ["t", "c"]))
    let load = Expression.load(x)
    let function = LoopFunction(
      name: "f", sizes: [SizeParameter("n", 1, 6)],
      arguments: [Buffer("ids", .i32, [6], .argument), Buffer("y", .f32, [6, 5], .argument)],
      body: [
        .team([
          // A shared nest with bounds in several parts.
          .loop(
            Loop(
              "t", to: ["n", 6], kind: .parallel,
              [
                .loop(
                  Loop(
                    "c", to: [5, "n" + 3], kind: .parallel,
                    [.store(y, .binary(.multiply, load, .constant(2)))]))
              ])),
          // Work for one thread, with a private buffer and indices made of indices.
          .section(
            "one */ thread",
            [
              .loop(
                Loop(
                  "once", to: [1], kind: .parallel,
                  [
                    .allocate(Buffer("copy", .f32, [5], .stack)),
                    .loop(
                      Loop(
                        "c", to: [5], kind: .simd(sums: []),
                        [.store(Access("copy", ["c"]), .load(Access("x", ["once", "c"])))])),
                    .define("double", .constant(0)),
                    .loop(
                      Loop(
                        "c", to: [5], kind: .simd(sums: ["double"]),
                        [
                          .assign(
                            "double",
                            .binary(.add, .scalar("double"), .load(Access("copy", ["c"]))))
                        ])),
                    .index("id", .load(Access("ids", [0]), below: 8)),
                    .index("row", .quotient("id", by: 2)),
                    .index("lane", .remainder("id" + 1, by: 2)),
                    .accumulate(Access("y", ["row", "lane"]), .scalar("double")),
                  ]))
            ]),
          // Steps, lower bounds, and a loop inside that is written out.
          .loop(
            Loop(
              "t", from: 1, to: ["n"], by: 2, kind: .parallel,
              [
                .loop(
                  Loop(
                    "c", from: 1, to: [4], kind: .unrolled,
                    [
                      .store(
                        y,
                        .binary(
                          .maximum, .unary(.negate, .load(y)),
                          .binary(.subtract, .load(y), .binary(.divide, load, .constant(4)))))
                    ]))
              ])),
        ])
      ])
    let main = """
      int main(void) {
        float weights[30], y[30] = {0}, state[1], scratch[1];
        const int32_t ids[6] = {5};
        for (int i = 0; i < 30; i++) weights[i] = (float)i;
        m_model_entry_f(weights, state, scratch, ids, 6, y);
        for (int i = 0; i < 30; i++) printf("%g ", (double)y[i]);
        return 0;
      }

      """
    var expected = (0..<30).map { 2 * Double($0) }
    expected[2 * 5] += 0 + 1 + 2 + 3 + 4
    for t in stride(from: 1, to: 6, by: 2) {
      for c in 1..<4 {
        let i = t * 5 + c
        expected[i] = max(-expected[i], expected[i] - Double(i) / 4)
      }
    }
    let printed = try run(
      function, [Buffer("x", .f32, [6, 5], .parameter(offset: 0))], main: main, compiler)
    #expect(printed.split(separator: " ").compactMap { Double($0) } == expected)
  }

  /// Lists that every thread makes for itself, and one inside another; new functions of two and one numbers.
  @Test(arguments: CCompiler.all) func selections(_ compiler: CCompiler) throws {
    let (x, y) = (Access("x", ["row", "c"]), Access("y", ["row", "c"]))
    let function = LoopFunction(
      name: "f", sizes: [SizeParameter("n", 1, 6)],
      arguments: [Buffer("y", .f32, [6, 5], .argument)],
      body: [
        .team([
          .select(
            Selection(
              "rows", capacity: 6, count: "count", of: "t", to: "n",
              where: .binary(.less, .constant(2), .load(Access("x", ["t", 0]))))),
          .loop(
            Loop(
              "k", to: ["count"],
              [
                .index("row", .load(Access("rows", ["k"]), below: 6)),
                .loop(
                  Loop(
                    "c", to: [5], kind: .parallel,
                    [.store(y, .unary(.reluSquared, .load(x)))])),
              ])),
          .loop(
            Loop(
              "row", to: ["n"], kind: .parallel,
              [
                .select(
                  Selection(
                    "odd", capacity: 5, count: "many", of: "c", to: 5, where: .load(x))),
                .loop(
                  Loop(
                    "k", to: ["many"],
                    [
                      .index("c", .load(Access("odd", ["k"]), below: 5)),
                      .accumulate(y, .constant(100)),
                    ])),
              ])),
        ])
      ])
    let main = """
      int main(void) {
        float weights[30], y[30] = {0}, state[1], scratch[1];
        for (int i = 0; i < 30; i++) weights[i] = (float)(i * 7 % 5);
        for (int i = 0; i < 30; i += 10) weights[i] = -1;
        weights[5] = 3;
        weights[15] = 4;
        m_model_entry_f(weights, state, scratch, 4, y);
        for (int i = 0; i < 30; i++) printf("%g ", (double)y[i]);
        return 0;
      }

      """
    var x0 = (0..<30).map { Double($0 * 7 % 5) }
    for i in stride(from: 0, to: 30, by: 10) { x0[i] = -1 }
    (x0[5], x0[15]) = (3, 4)
    let expected = (0..<30).map { i in
      i < 20 ? (x0[i / 5 * 5] > 2 ? x0[i] * x0[i] : 0) + (x0[i] != 0 ? 100 : 0) : 0
    }
    let printed = try run(
      function, [Buffer("x", .f32, [6, 5], .parameter(offset: 0))], main: main, compiler)
    #expect(printed.split(separator: " ").compactMap { Double($0) } == expected)
  }

  /// Names that mean something in C, or would end the place that they stand in.
  @Test(arguments: CCompiler.all.filter { $0.openmp == nil })
  func hostileNames(_ compiler: CCompiler) throws {
    let names = [
      "while", "printf", "a;b", "a/*b", "weights", "\"", "restrict", "least", "m_model_exp", "NULL",
      "x\n#define y", "int",
    ]
    let buffers = names.enumerated().map {
      Buffer(BufferID($1), .f32, [2], .scratch(offset: 64 * $0))
    }
    let function = LoopFunction(
      name: "switch", notes: ["*/ #error"], sizes: [SizeParameter("for", 1, 2)],
      body: names.map { name in
        .section(
          "*/ \(name)",
          [
            Scalar(name).define(exp(0.0)),
            loop(Symbol(name), to: ["for", 2]) {
              Access(BufferID(name), [.symbol(Symbol(name))]).set(Scalar(name))
            },
          ])
      })
    let main = """
      int main(void) {
        static float weights[1], state[1], scratch[200];
        float sum = 0;
        m_model_entry_switch(weights, state, scratch, 2);
        for (int i = 0; i < 200; i++) sum += scratch[i];
        printf("%g", (double)sum);
        return 0;
      }

      """
    #expect(try run(function, buffers, main: main, compiler) == "\(2 * names.count)")
  }

  /// The kernel and the loops that are its meaning, on windows into larger buffers.
  @Test(arguments: CCompiler.all.filter { $0.name == "gcc" })
  func kernelsComputeTheirMeaning(_ compiler: CCompiler) throws {
    let call = Call(
      .gemm, sizes: [[5], [7, "n"], [6]],
      views: [
        View("a", [1, 2], axes: [1, 0]), View("b", [1, 3], axes: [0, 1]),
        View("c", [2, 1], axes: [0, 1]),
      ], accumulates: true)
    let buffers = [
      Buffer("a", .f32, [9, 9], .parameter(offset: 0)),
      Buffer("b", .f32, [9, 12], .parameter(offset: 384)),
      Buffer("c", .f32, [9, 9], .scratch(offset: 0)),
    ]
    let main = """
      int main(void) {
        float weights[300], state[1], scratch[81];
        for (int i = 0; i < 300; i++) weights[i] = (float)(i % 7) - 3;
        for (int i = 0; i < 81; i++) scratch[i] = (float)i;
        m_model_entry_f(weights, state, scratch, 6);
        for (int i = 0; i < 81; i++) printf("%g ", (double)scratch[i]);
        return 0;
      }

      """
    func printed(_ body: [Statement]) throws -> String {
      let size = SizeParameter("n", 1, 7)
      return try run(
        LoopFunction(name: "f", sizes: [size], body: body), buffers, main: main, compiler)
    }
    #expect(try printed([.call(call)]) == printed(call.inlined(suffix: "_")))
  }
}
