import IR

extension RowLowering {
  /// The cosines and sines of the token's position, then the rotated halves of every head and the channels that pass.
  mutating func lowerRotary(_ operation: Operation) throws {
    let shape = try lowering.type(operation.operands[0]).extents(tokens: 0)
    let (heads, width) = (shape[1], shape[2])
    let rotated = try lowering.type(operation.operands[2]).extents(tokens: 0)[1]
    let half = rotated / 2
    let source = try lowering.location(operation.operands[0])
    let target = try target(operation.results[0].value)
    let angles = try Angles(
      coarse: lowering.location(operation.operands[2]),
      fine: lowering.location(operation.operands[3]), half: half,
      cosines: Buffer(lowering.fresh("cosines"), .f32, [half], .stack),
      sines: Buffer(lowering.fresh("sines"), .f32, [half], .stack))
    func channel(_ first: Int) -> Affine { width * Affine.symbol("h") + "i" + Affine(first) }
    func store(_ count: Int, at first: Int, _ value: Expression) -> Statement {
      loop("i", count: count) { target["t", channel(first)].set(value) }
    }
    let (left, right) = (source["t", channel(0)], source["t", channel(half)])
    body.append(
      section("rotary") {
        angles.statements
        loop("h", count: heads) {
          store(half, at: 0, left * angles.cosine - right * angles.sine)
          store(half, at: half, right * angles.cosine + left * angles.sine)
          if rotated < width {
            store(width - rotated, at: rotated, .load(source["t", channel(rotated)]))
          }
        }
      })
  }
}

/// The cosines and sines of the position of token `t`, made from two rows of tables by the addition theorem.
private struct Angles {
  var coarse, fine: Location
  var half: Int
  var cosines, sines: Buffer

  var cosine: Access { Access(cosines.name, ["i"]) }
  var sine: Access { Access(sines.name, ["i"]) }

  var statements: [Statement] {
    let position = Affine.symbol(Lowering.past) + "t"
    let (coarseCosine, coarseSine) = (
      coarse["coarse_row", "i"], coarse["coarse_row", "i" + Affine(half)]
    )
    let (fineCosine, fineSine) = (fine["fine_row", "i"], fine["fine_row", "i" + Affine(half)])
    return [
      .index("coarse_row", .quotient(position, by: Rotary.stride)),
      .index("fine_row", .remainder(position, by: Rotary.stride)),
      .allocate(cosines), .allocate(sines),
      loop("i", count: half) {
        cosine.set(coarseCosine * fineCosine - coarseSine * fineSine)
        sine.set(coarseSine * fineCosine + coarseCosine * fineSine)
      },
    ]
  }
}
