import IR

extension RowLowering {
  /// The gates of one token, without branches: an expert is chosen if fewer than k others go before it.
  mutating func lower(_ route: Route, _ operation: Operation) throws {
    let scores = try lowering.location(operation.operands[0])
    let correction = try operation.operands.dropFirst().first.map { try lowering.location($0) }
    let experts = try shape(operation.operands[0])[0]
    let gates = try target(operation.results[0].value)
    let choice = Choice(experts: experts, scores: scores, gates: gates)
    let statements: [Statement]
    switch route.kind {
    case .softmaxOfChosen:
      statements =
        choice.exponentials + [choice.masked(route.chosen, by: scores)] + choice.total
        + choice.divided()
    case .softmaxThenChoose(let normalized):
      let mask = choice.masked(route.chosen, by: scores)
      statements =
        choice.exponentials + (normalized ? [mask] + choice.total : choice.total + [mask])
        + choice.divided()
    case .sigmoid(let groups, let normalized, let scale):
      let order = privateRow("order", width: experts)
      var steps = [choice.sigmoids(order: order, correction)]
      if groups.count > 1 {
        let worth = privateRow("worth", width: groups.count)
        steps += choice.passingOver(groups, worth: worth, order: order)
      }
      steps.append(choice.masked(route.chosen, by: order))
      if normalized {
        steps += choice.total + choice.divided(least: route.kind.leastTotal, scale: scale)
      } else if scale != 1 {
        steps.append(choice.scaled(by: scale))
      }
      statements = steps
    }
    body.append(.section("route", statements))
  }
}

/// The steps from one token's scores to its gates, which are made in place.
private struct Choice {
  var experts: Int
  var scores, gates: Location

  private func overExperts(_ body: [Statement]) -> Statement {
    .loop(Loop("e", to: [Affine(experts)], body))
  }

  private func gate(_ index: Affine = "e") -> Access { gates.access(row: "t", channel: index) }

  /// `gates[e] = exp(scores[e] − max(scores))`.
  var exponentials: [Statement] {
    let score = Expression.load(scores.access(row: "t", channel: "e"))
    return [
      .define("most", .constant(-.infinity)),
      overExperts([.assign("most", .binary(.maximum, .scalar("most"), score))]),
      overExperts([
        .store(gate(), .unary(.exp, .binary(.subtract, score, .scalar("most"))))
      ]),
    ]
  }

  /// `gates[e] = sigmoid(scores[e])`, and in `order` the same with the correction.
  func sigmoids(order: Location, _ correction: Location?) -> Statement {
    let weight = Expression.scalar("weight")
    let corrected = correction.map {
      Expression.binary(.add, weight, .load($0.element(["e"])))
    }
    return overExperts([
      .define("weight", .unary(.sigmoid, .load(scores.access(row: "t", channel: "e")))),
      .store(gate(), weight),
      .store(order.access(row: "t", channel: "e"), corrected ?? weight),
    ])
  }

  /// Sets the gates of all but the `count` experts that come first in the order to zero.
  func masked(_ count: Int, by order: Location) -> Statement {
    overExperts(
      rank(of: "e", among: experts) { order.access(row: "t", channel: $0) }
        + [.store(gate(), .binary(.multiply, isAmong(count), .load(gate())))])
  }

  /// Puts the experts of all but the best groups last in the order.
  ///
  /// A group is worth the sum of its greatest members; those of groups not kept become −∞.
  func passingOver(_ groups: ExpertGroups, worth: Location, order: Location) -> [Statement] {
    let size = experts / groups.count
    let group = Affine.symbol("g")
    func member(_ index: Affine) -> Access {
      order.access(row: "t", channel: size * group + index)
    }
    let sum =
      rank(of: "i", among: size, by: member)
      + [
        .assign(
          "sum",
          .binary(
            .add, .scalar("sum"),
            .binary(.multiply, isAmong(ExpertGroups.judges), .load(member("i")))))
      ]
    let limit = Expression.binary(
      .multiply, .binary(.subtract, isAmong(groups.kept), .constant(0.5)), .constant(.infinity))
    return [
      .loop(
        Loop(
          "g", to: [Affine(groups.count)],
          [
            .define("sum", .constant(0)),
            .loop(Loop("i", to: [Affine(size)], sum)),
            .store(worth.access(row: "t", channel: group), .scalar("sum")),
          ])),
      .loop(
        Loop(
          "g", to: [Affine(groups.count)],
          rank(of: group, among: groups.count) { worth.access(row: "t", channel: $0) }
            + [
              .define("limit", limit),
              .loop(
                Loop(
                  "i", to: [Affine(size)],
                  [
                    .store(
                      member("i"), .binary(.minimum, .load(member("i")), .scalar("limit")))
                  ])),
            ])),
    ]
  }

  /// Counts in `rank` the elements that go before the one at `index`: greater ones, and equal ones in front of it.
  private func rank(
    of index: Affine, among count: Int, by element: (Affine) -> Access
  ) -> [Statement] {
    let (own, other) = (Expression.load(element(index)), Expression.load(element("j")))
    let isBefore = Expression.binary(
      .subtract, .constant(1), .binary(.less, other, .scalar("own")))
    let isGreater = Expression.binary(.less, .scalar("own"), other)
    func counting(from lower: Affine, to upper: Affine, _ term: Expression) -> Statement {
      .loop(
        Loop(
          "j", from: lower, to: [upper],
          [.assign("rank", .binary(.add, .scalar("rank"), term))]))
    }
    return [
      .define("own", own), .define("rank", .constant(0)),
      counting(from: 0, to: index, isBefore),
      counting(from: index + 1, to: Affine(count), isGreater),
    ]
  }

  /// 1 where fewer than `count` elements go before, else 0.
  private func isAmong(_ count: Int) -> Expression {
    .binary(.less, .scalar("rank"), .constant(Double(count)))
  }

  /// Sums all gates.
  var total: [Statement] {
    [
      .define("total", .constant(0)),
      overExperts([.assign("total", .binary(.add, .scalar("total"), .load(gate())))]),
    ]
  }

  /// Divides the gates by `total + least` and multiplies them by `scale`.
  func divided(least: Double = 0, scale: Double = 1) -> [Statement] {
    let total = Expression.scalar("total")
    let divisor = least == 0 ? total : .binary(.add, total, .constant(least))
    let factor = Expression.binary(.divide, .constant(scale), divisor)
    return [
      .define("factor", factor),
      overExperts([.store(gate(), .binary(.multiply, .load(gate()), .scalar("factor")))]),
    ]
  }

  /// Multiplies the gates by `scale`.
  func scaled(by scale: Double) -> Statement {
    overExperts([.store(gate(), .binary(.multiply, .load(gate()), .constant(scale)))])
  }
}
