import IR

/// The attention of one head in a call of one token: products with keys as they lie, tile by tile.
struct AttentionStep {
  var heads: AttentionHeads
  /// `[1, keys]`
  var scores: Buffer

  private var greatest: Scalar { Scalar("greatest") }
  private var sum: Scalar { Scalar("sum") }

  @LoopBody var body: [Statement] {
    let (keys, scale) = (Affine.symbol(Lowering.past) + 1, Scalar("scale"))
    heads.grouping
    Statement.allocate(scores)
    greatest.define(-Double.infinity)
    sum.define(0.0)
    heads.setOutputs(0, to: 0.0)
    loop("s0", to: keys, by: heads.keys) { weigh([Affine(heads.keys), keys - "s0"]) }
    scale.define(1.0 / sum)
    heads.scaleOutputs(0, by: scale)
  }

  /// Takes the values of `count` keys from `s0` on into the output.
  @LoopBody private func weigh(_ count: [Affine]) -> [Statement] {
    let (most, kept) = (Scalar("most"), Scalar("kept"))
    let (product, score, weight) = (Scalar("product"), Scalar("score"), Scalar("weight"))
    let element = Access(scores.name, [0, "j"])
    most.define(greatest)
    loop("j", to: count) {
      product.define(0.0)
      loop("p", count: heads.depth) {
        product.add(heads.query(0, "p") * heads.key("s0" + "j", "p"))
      }
      score.define(heads.scale * product)
      element.set(score)
      most.set(maximum(most, score))
    }
    kept.define(exp(greatest - most))
    greatest.set(most)
    sum.set(kept * sum)
    loop("j", to: count) {
      weight.define(exp(element - greatest))
      element.set(weight)
      sum.add(weight)
    }
    heads.scaleOutputs(0, by: kept)
    heads.addValues(
      View(scores.name, [0, 0], axes: [0, 1]), first: "s0", count: count, to: 0, rows: [1])
  }
}
