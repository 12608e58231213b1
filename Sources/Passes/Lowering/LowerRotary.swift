import IR

extension RowLowering {
  /// The cosines and sines of the token's position, then the rotated halves of every head and the channels that pass.
  mutating func lowerRotary(_ operation: Operation) throws {
    let shape = try lowering.type(operation.operands[0]).extents(tokens: 0)
    let (heads, width) = (shape[1], shape[2])
    let rotated = try lowering.type(operation.operands[2]).extents(tokens: 0)[1]
    let source = try lowering.location(operation.operands[0])
    let target = try target(operation.results[0].value)
    let angles = try Angles(
      coarse: lowering.location(operation.operands[2]),
      fine: lowering.location(operation.operands[3]), half: rotated / 2,
      cosines: Buffer(lowering.fresh("cosines"), .f32, [rotated / 2], .stack),
      sines: Buffer(lowering.fresh("sines"), .f32, [rotated / 2], .stack))

    func channel(_ first: Int) -> Affine { width * Affine.symbol("h") + "i" + Affine(first) }
    func element(_ first: Int) -> Expression {
      .load(source.access(row: "t", channel: channel(first)))
    }
    func store(_ count: Int, _ first: Int, _ value: Expression) -> Statement {
      .loop(
        Loop(
          "i", to: [Affine(count)],
          [.store(target.access(row: "t", channel: channel(first)), value)]))
    }
    let (left, right) = (element(0), element(angles.half))
    var rows = [
      store(
        angles.half, 0,
        .binary(
          .subtract, .binary(.multiply, left, angles.cosine),
          .binary(.multiply, right, angles.sine))),
      store(
        angles.half, angles.half,
        .binary(
          .add, .binary(.multiply, right, angles.cosine), .binary(.multiply, left, angles.sine))),
    ]
    if rotated < width { rows.append(store(width - rotated, rotated, element(rotated))) }
    body.append(
      .section("rotary", angles.statements + [.loop(Loop("h", to: [Affine(heads)], rows))]))
  }
}

/// The cosines and sines of the position of token `t`, made from two rows of tables by the addition theorem.
private struct Angles {
  var coarse, fine: Location
  var half: Int
  var cosines, sines: Buffer

  var cosine: Expression { .load(Access(cosines.name, ["i"])) }
  var sine: Expression { .load(Access(sines.name, ["i"])) }

  var statements: [Statement] {
    let position = Affine.symbol(Lowering.past) + "t"
    func part(_ table: Location, _ row: Affine, sine isSine: Bool) -> Expression {
      .load(table.access(row: row, channel: isSine ? "i" + Affine(half) : "i"))
    }
    func product(_ coarseSine: Bool, _ fineSine: Bool) -> Expression {
      .binary(
        .multiply, part(coarse, "coarse_row", sine: coarseSine),
        part(fine, "fine_row", sine: fineSine))
    }
    return [
      .index("coarse_row", .quotient(position, by: Rotary.stride)),
      .index("fine_row", .remainder(position, by: Rotary.stride)),
      .allocate(cosines), .allocate(sines),
      .loop(
        Loop(
          "i", to: [Affine(half)],
          [
            .store(
              Access(cosines.name, ["i"]),
              .binary(.subtract, product(false, false), product(true, true))),
            .store(
              Access(sines.name, ["i"]), .binary(.add, product(true, false), product(false, true))),
          ])),
    ]
  }
}
