import IR

extension RowLowering {
  /// The gates of one token, without branches: an expert is chosen if fewer than k others go before it.
  mutating func lower(_ route: Route, _ operation: Operation) throws {
    let scores = try lowering.location(operation.operands[0])
    let correction = try operation.operands.dropFirst().first.map { try lowering.location($0) }
    let experts = try shape(operation.operands[0])[0]
    let gates = try target(operation.results[0].value)
    let choice = Choice(experts: experts, scores: scores, gates: gates)
    switch route.kind {
    case .softmaxOfChosen:
      body.append(
        section("route") {
          choice.exponentials
          choice.masked(route.chosen, by: scores)
          choice.total
          choice.divided()
        })
    case .softmaxThenChoose(let normalized):
      let mask = choice.masked(route.chosen, by: scores)
      body.append(
        section("route") {
          choice.exponentials
          normalized ? [mask] + choice.total : choice.total + [mask]
          choice.divided()
        })
    case .sigmoid(let groups, let normalized, let scale):
      let order = privateRow("order", width: experts)
      let worth = groups.count > 1 ? privateRow("worth", width: groups.count) : nil
      body.append(
        section("route") {
          choice.sigmoids(order: order, correction)
          if let worth { choice.passingOver(groups, worth: worth, order: order) }
          choice.masked(route.chosen, by: order)
          if normalized {
            choice.total
            choice.divided(least: route.kind.leastTotal, scale: scale)
          } else if scale != 1 {
            choice.scaled(by: scale)
          }
        })
    }
  }
}

/// The steps from one token's scores to its gates, which are made in place.
private struct Choice {
  var experts: Int
  var scores, gates: Location

  private var gate: Access { gates["t", "e"] }
  private var sum: Scalar { Scalar("total") }
  private var rank: Scalar { Scalar("rank") }

  private func overExperts(@LoopBody _ body: () -> [Statement]) -> Statement {
    loop("e", count: experts, body)
  }

  /// `gates[e] = exp(scores[e] − max(scores))`.
  var exponentials: [Statement] {
    let (score, most) = (scores["t", "e"], Scalar("most"))
    return [
      most.define(-Double.infinity),
      overExperts { most.set(maximum(most, score)) },
      overExperts { gate.set(exp(score - most)) },
    ]
  }

  /// `gates[e] = sigmoid(scores[e])`, and in `order` the same with the correction.
  func sigmoids(order: Location, _ correction: Location?) -> Statement {
    let weight = Scalar("weight")
    return overExperts {
      weight.define(UnaryFunction.sigmoid(scores["t", "e"]))
      gate.set(weight)
      order["t", "e"].set(correction.map { weight + $0.element(["e"]) } ?? weight.expression)
    }
  }

  /// Sets the gates of all but the `count` experts that come first in the order to zero.
  func masked(_ count: Int, by order: Location) -> Statement {
    overExperts {
      ranked(at: "e", among: experts) { order["t", $0] }
      gate.set(isAmong(count) * gate)
    }
  }

  /// Puts the experts of all but the best groups last in the order.
  ///
  /// A group is worth the sum of its greatest members; those of groups not kept become −∞.
  func passingOver(_ groups: ExpertGroups, worth: Location, order: Location) -> [Statement] {
    let size = experts / groups.count
    let (judged, limit) = (Scalar("sum"), Scalar("limit"))
    func member(_ index: Affine) -> Access { order["t", size * "g" + index] }
    return [
      loop("g", count: groups.count) {
        judged.define(0.0)
        loop("i", count: size) {
          ranked(at: "i", among: size, by: member)
          judged.add(isAmong(ExpertGroups.judges) * member("i"))
        }
        worth["t", "g"].set(judged)
      },
      loop("g", count: groups.count) {
        ranked(at: "g", among: groups.count) { worth["t", $0] }
        limit.define((isAmong(groups.kept) - 0.5) * Double.infinity)
        loop("i", count: size) { member("i").set(minimum(member("i"), limit)) }
      },
    ]
  }

  /// Counts in `rank` the elements that go before the one at `index`: greater ones, and equal ones in front of it.
  private func ranked(
    at index: Affine, among count: Int, by element: (Affine) -> Access
  ) -> [Statement] {
    let (own, other) = (Scalar("own"), element("j"))
    return [
      own.define(element(index)), rank.define(0.0),
      loop("j", to: index) { rank.add(1.0 - isLess(other, own)) },
      loop("j", from: index + 1, to: Affine(count)) { rank.add(isLess(own, other)) },
    ]
  }

  /// 1 where fewer than `count` elements go before, else 0.
  private func isAmong(_ count: Int) -> Expression { isLess(rank, Double(count)) }

  /// Sums all gates.
  var total: [Statement] {
    [sum.define(0.0), overExperts { sum.add(gate) }]
  }

  /// Divides the gates by `total + least` and multiplies them by `scale`.
  func divided(least: Double = 0, scale: Double = 1) -> [Statement] {
    let factor = Scalar("factor")
    let divisor = least == 0 ? sum.expression : sum + least
    return [factor.define(scale / divisor), overExperts { gate.set(gate * factor) }]
  }

  /// Multiplies the gates by `scale`.
  func scaled(by scale: Double) -> Statement { overExperts { gate.set(gate * scale) } }
}
