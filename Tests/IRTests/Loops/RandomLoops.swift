import IR

/// Makes random loop modules that are well typed, stay in their buffers and have no races, the same for the same seed.
///
/// Programs are a few teams of loops over rows with ragged tiles, sums in vector lanes, lookups, and calls; every
/// buffer is written before it is read, so that results are numbers.
struct RandomLoops {
  private var state: UInt64
  private var names = 0
  /// Buffers of `rows` by `columns` that hold numbers by now.
  private var ready: [BufferID] = []
  private var scratch: [Buffer] = []

  static let rows = 24
  static let columns = 16
  static let vocabulary = 11

  /// A module of one function `f(n, ids, out)` that the seed determines.
  static func module(seed: UInt64) -> LoopModule {
    var random = RandomLoops(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    return random.module()
  }

  private init(state: UInt64) { self.state = state }

  private mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  private mutating func fresh(_ stem: BufferID) -> BufferID {
    names += 1
    return "\(stem)\(names)"
  }

  private mutating func module() -> LoopModule {
    ready = ["carried"]
    var body: [Statement] = [.section("lookup", [lookup()])]
    for _ in 0..<below(6) + 2 { body.append(stage()) }
    body.append(delivery())
    let planned = below(2) == 0
    var offset = 0
    for index in scratch.indices where planned {
      scratch[index].space = .scratch(offset: offset)
      offset += scratch[index].bytes
    }
    let shape = [Self.rows, Self.columns]
    return LoopModule(
      name: "random",
      buffers: [
        Buffer("table", .f32, [Self.vocabulary, Self.columns], .parameter(offset: nil)),
        Buffer("weights", .f32, [Self.columns, Self.columns], .parameter(offset: nil)),
        Buffer(
          "panels", .f32, [Self.columns, Self.columns], .parameter(offset: nil),
          packing: .panels(of: Packing.panelWidth)),
        Buffer("carried", .f32, shape, .state(offset: nil)),
      ] + scratch,
      functions: [
        LoopFunction(
          name: "f", notes: ["Made from a seed.", ""], sizes: [SizeParameter("n", 1, Self.rows)],
          arguments: [
            Buffer("ids", .i32, [Self.rows], .argument), Buffer("out", .f32, shape, .argument),
          ], body: body)
      ])
  }

  private mutating func newBuffer() -> BufferID {
    let name = fresh("x")
    scratch.append(Buffer(name, .f32, [Self.rows, Self.columns], .scratch(offset: nil)))
    return name
  }

  private mutating func anyReady() -> BufferID { ready[below(ready.count)] }

  // MARK: Stages

  private mutating func lookup() -> Statement {
    let target = newBuffer()
    defer { ready.append(target) }
    return .team([
      .loop(
        Loop(
          "t", to: ["n"], kind: .parallel,
          [
            .index("id", .load(Access("ids", ["t"]), below: Self.vocabulary)),
            .loop(
              Loop(
                "c", to: [Affine(Self.columns)], kind: .simd(sums: []),
                [.store(Access(target, ["t", "c"]), .load(Access("table", ["id", "c"])))])),
          ]))
    ])
  }

  private mutating func stage() -> Statement {
    switch below(5) {
    case 0: pointwise()
    case 1: tiled()
    case 2: summed()
    case 3: called()
    default: carried()
    }
  }

  /// Every element from elements of the same place.
  private mutating func pointwise() -> Statement {
    let value = expression(row: "t", column: "c", depth: 3)
    let target = newBuffer()
    defer { ready.append(target) }
    let kind: LoopKind = below(2) == 0 ? .parallel : .simd(sums: [])
    let columns = Statement.loop(
      Loop(
        "c", to: [Affine(Self.columns)], kind: kind, [.store(Access(target, ["t", "c"]), value)]))
    return .team([.loop(Loop("t", to: ["n"], kind: .parallel, [columns]))])
  }

  /// Rows in ragged tiles, columns in reverse or by lanes of four.
  private mutating func tiled() -> Statement {
    let tile = below(7) + 1
    let row: Affine = "t0" + "i"
    let lane: Affine = 4 * Affine.symbol("lane") + "part"
    let isReversed = below(2) == 0
    let column = isReversed ? Affine(Self.columns - 1) - "c" : lane
    let value = expression(row: row, column: column, depth: 2)
    let target = newBuffer()
    defer { ready.append(target) }
    let store = Statement.store(Access(target, [row, column]), value)
    let columns: [Statement] =
      isReversed
      ? [.loop(Loop("c", to: [Affine(Self.columns)], [store]))]
      : [
        .loop(
          Loop(
            "c", to: [Affine(Self.columns)],
            [
              .index("lane", .quotient("c", by: 4)), .index("part", .remainder("c", by: 4)), store,
            ]))
      ]
    return .team([
      .loop(
        Loop(
          "t0", to: ["n"], by: tile, kind: .parallel,
          [.loop(Loop("i", to: [Affine(tile), "n" - "t0"], columns))]))
    ])
  }

  /// Each row scaled by a sum over it.
  private mutating func summed() -> Statement {
    let source = anyReady()
    let target = newBuffer()
    defer { ready.append(target) }
    let element = Expression.load(Access(source, ["t", "c"]))
    let sum = Statement.assign(
      "s", .binary(.add, .scalar("s"), .binary(.multiply, element, element)))
    let scale = Expression.unary(.rsqrt, .binary(.add, .scalar("s"), .constant(0.5)))
    return .team([
      .loop(
        Loop(
          "t", to: ["n"], kind: .parallel,
          [
            .define("s", .constant(0)),
            .loop(Loop("c", to: [Affine(Self.columns)], kind: .simd(sums: ["s"]), [sum])),
            .define("scale", scale),
            .loop(
              Loop(
                "c", to: [Affine(Self.columns)], kind: .unrolled,
                [
                  .store(
                    Access(target, ["t", "c"]), .binary(.multiply, element, .scalar("scale")))
                ])),
          ]))
    ])
  }

  /// A product by a kernel, whole or row by row inside a parallel loop.
  private mutating func called() -> Statement {
    let source = anyReady()
    let target = newBuffer()
    defer { ready.append(target) }
    let width = [Affine(Self.columns)]
    let (kernel, weights): (Kernel, View) =
      switch below(3) {
      case 0: (.linearRows, View("weights", [0, 0], axes: [0, 1]))
      case 1: (.gemm, View("weights", [0, 0], axes: [1, 0]))
      default: (.linearPanel, View("panels", [0, 0], axes: [0, 1]))
      }
    let call = { (rows: [Affine], first: Affine) in
      Statement.call(
        Call(
          kernel, sizes: [rows, width, width],
          views: [
            View(source, [first, 0], axes: [0, 1]), weights,
            View(target, [first, 0], axes: [0, 1]),
          ]))
    }
    if below(2) == 0 { return call(["n"], 0) }
    return .team([
      .loop(Loop("t0", to: ["n"], by: 5, kind: .parallel, [call([5, "n" - "t0"], "t0")]))
    ])
  }

  /// A running sum down each column by way of a stack buffer, added to the state.
  private mutating func carried() -> Statement {
    let source = anyReady()
    let value = Expression.binary(
      .multiply, .load(Access("past", [0])), .constant(Double(below(9)) / 16))
    return .team([
      .loop(
        Loop(
          "c", to: [Affine(Self.columns)], kind: .parallel,
          [
            .allocate(Buffer("past", .f32, [1], .stack)), .store(Access("past", [0]), .constant(0)),
            .loop(
              Loop(
                "t", to: ["n"],
                [
                  .store(
                    Access("past", [0]),
                    .binary(.add, value, .load(Access(source, ["t", "c"])))),
                  .accumulate(Access("carried", ["t", "c"]), .load(Access("past", [0]))),
                ])),
          ]))
    ])
  }

  private mutating func delivery() -> Statement {
    let value = expression(row: "t", column: "c", depth: 3)
    return .loop(
      Loop(
        "t", to: ["n"],
        [
          .loop(
            Loop("c", to: [Affine(Self.columns)], [.store(Access("out", ["t", "c"]), value)]))
        ]))
  }

  // MARK: Expressions

  private mutating func expression(row: Affine, column: Affine, depth: Int) -> Expression {
    guard depth > 0, below(5) > 0 else {
      return below(4) == 0
        ? .constant(Double(below(33) - 16) / 7) : .load(Access(anyReady(), [row, column]))
    }
    let left = expression(row: row, column: column, depth: depth - 1)
    switch below(8) {
    case 0: return .unary(.negate, left)
    case 1: return .unary(.silu, left)
    case 2: return .unary(.softplus, left)
    case 3: return .unary(.sigmoid, left)
    default:
      let functions: [BinaryFunction] = [.add, .subtract, .multiply, .minimum, .maximum]
      let right = expression(row: row, column: column, depth: depth - 1)
      return .binary(functions[below(functions.count)], left, right)
    }
  }
}
