import IR

/// The attention of one head in a call of one token: products with keys as they lie, tile by tile.
struct AttentionStep {
  var heads: AttentionHeads
  /// `[1, tile]`
  var scores: Buffer

  var body: [Statement] {
    let keys = Affine.symbol(Lowering.past) + 1
    return heads.grouping + [
      .allocate(scores), .define("greatest", .constant(-.infinity)), .define("sum", .constant(0)),
      heads.forOutputs(0, .constant(0)),
      .loop(
        Loop("s0", to: [keys], by: heads.tile, weigh([Affine(heads.tile), keys - "s0"]))),
      .define("scale", .binary(.divide, .constant(1), .scalar("sum"))),
      heads.scaleOutputs(0, by: .scalar("scale")),
    ]
  }

  /// Takes the values of `count` keys from `s0` on into the output.
  private func weigh(_ count: [Affine]) -> [Statement] {
    let (greatest, most) = (Expression.scalar("greatest"), Expression.scalar("most"))
    let score = Access(scores.name, [0, "j"])
    let product = Expression.binary(
      .multiply, .load(heads.query(0, "p")), .load(heads.key("s0" + "j", "p")))
    let products = Statement.loop(
      Loop(
        "j", to: count,
        [
          .define("product", .constant(0)),
          .loop(
            Loop(
              "p", to: [Affine(heads.depth)],
              [.assign("product", .binary(.add, .scalar("product"), product))])),
          .define("score", .binary(.multiply, .constant(heads.scale), .scalar("product"))),
          .store(score, .scalar("score")),
          .assign("most", .binary(.maximum, most, .scalar("score"))),
        ]))
    let weights = Statement.loop(
      Loop(
        "j", to: count,
        [
          .define("weight", .unary(.exp, .binary(.subtract, .load(score), greatest))),
          .store(score, .scalar("weight")),
          .assign("sum", .binary(.add, .scalar("sum"), .scalar("weight"))),
        ]))
    return [
      .define("most", greatest), products,
      .define("kept", .unary(.exp, .binary(.subtract, greatest, most))),
      .assign("greatest", most),
      .assign("sum", .binary(.multiply, .scalar("kept"), .scalar("sum"))), weights,
      heads.scaleOutputs(0, by: .scalar("kept")),
    ]
      + heads.addValues(
        View(scores.name, [0, 0], axes: [0, 1]), first: "s0", count: count, to: 0, rows: [1])
  }
}
