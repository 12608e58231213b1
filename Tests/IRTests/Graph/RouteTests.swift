import Diagnostics
import Foundation
import IR
import Testing

/// Routers against what the papers say, in words of their own.
@Suite struct RouteTests {
  private typealias Samples = OperationSamples

  private func gates(_ route: Route, _ operands: [Double]...) -> [Double] {
    let scores = Tensor([1, operands[0].count], operands[0])
    let rest = operands.dropFirst().map { Tensor([$0.count], $0) }
    return route.evaluate([scores] + rest, as: RealSemantics.self)[0].elements
  }

  private func expectEqual(_ left: [Double], _ right: [Double]) {
    #expect(left.count == right.count)
    #expect(zip(left, right).allSatisfy { abs($0 - $1) < 1e-15 }, "\(left), expected \(right)")
  }

  @Test func softmaxOfTheChosen() {
    let (e1, e3) = (exp(3.0), exp(2.0))
    expectEqual(
      gates(Route(.softmaxOfChosen, chosen: 2), [-1, 3, 0.5, 2]),
      [0, e1 / (e1 + e3), 0, e3 / (e1 + e3)])
  }

  @Test func softmaxThenChosen() {
    let scores = [-1, 3, 0.5, 2.0]
    let total = scores.reduce(0) { $0 + exp($1) }
    expectEqual(
      gates(Route(.softmaxThenChoose(normalized: false), chosen: 2), scores),
      [0, exp(3) / total, 0, exp(2) / total])
    expectEqual(
      gates(Route(.softmaxThenChoose(normalized: true), chosen: 2), scores),
      [0, exp(3) / (exp(3) + exp(2)), 0, exp(2) / (exp(3) + exp(2))])
  }

  /// Scores far from zero neither overflow nor vanish.
  @Test(arguments: [-2000.0, 2000]) func largeScores(shift: Double) {
    let kinds: [RouteKind] = [.softmaxOfChosen, .softmaxThenChoose(normalized: true)]
    for kind in kinds {
      expectEqual(
        gates(Route(kind, chosen: 1), [shift, shift + 1, shift - 700]), [0, 1, 0])
    }
  }

  @Test func equalScoresGoByIndex() {
    for chosen in 1...4 {
      expectEqual(
        gates(Route(.softmaxOfChosen, chosen: chosen), [2, 2, 2, 2]),
        (0..<4).map { $0 < chosen ? 1 / Double(chosen) : 0 })
    }
    let groups = Route(.sigmoid(ExpertGroups(3, kept: 2), normalized: true, scale: 1), chosen: 3)
    expectEqual(gates(groups, [1, 1, 1, 1, 1, 1]), [1, 1, 1, 0, 0, 0].map { $0 / 3 })
  }

  /// The correction chooses, the sigmoid without it weighs.
  @Test func sigmoidsAfterCorrection() {
    let scores = [0, 1, -1, 2.0]
    let s = scores.map { 1 / (1 + exp(-$0)) }
    let route = Route(.sigmoid(ExpertGroups(), normalized: false, scale: 2), chosen: 2)
    expectEqual(gates(route, scores), [0, 2 * s[1], 0, 2 * s[3]])
    expectEqual(gates(route, scores, [10, 0, 5, 0]), [2 * s[0], 0, 2 * s[2], 0])
    let normalized = Route(.sigmoid(ExpertGroups(), normalized: true, scale: 2), chosen: 2)
    let sum = s[0] + s[2] + 1e-20
    expectEqual(
      gates(normalized, scores, [10, 0, 5, 0]), [2 * s[0] / sum, 0, 2 * s[2] / sum, 0])
  }

  /// The best expert is in the worst group: three middling ones in two groups are chosen before it.
  @Test func groupsAreJudgedByTheirTwoBest() {
    let scores = [5, -5, -5, 1, 1.5, -9, 0.5, 2, 3.0]
    let route = Route(.sigmoid(ExpertGroups(3, kept: 2), normalized: false, scale: 1), chosen: 3)
    let s = scores.map { 1 / (1 + exp(-$0)) }
    expectEqual(gates(route, scores), [0, 0, 0, 0, s[4], 0, 0, s[7], s[8]])
  }

  /// In the field residues are compared; who is chosen does not depend on how that is done.
  @Test func theFieldChoosesTheGreatestResidues() {
    let scores: [UInt64] = [7, 1 << 30, 12, 900]
    let route = Route(.softmaxOfChosen, chosen: 2)
    let gates = route.evaluate([Tensor([1, 4], scores)], as: PrimeField.self)[0].elements
    #expect(gates.map { $0 != 0 } == [false, true, false, true])
  }

  @Test func typesAreChecked() {
    let scores = Samples.type(nil, 6)
    let groups = { (count: Int, kept: Int, chosen: Int) in
      Route(.sigmoid(ExpertGroups(count, kept: kept), normalized: true, scale: 1), chosen: chosen)
    }
    #expect(Samples.refusal(groups(3, 2, 4), [scores, Samples.type(6)]) == nil)
    #expect(Samples.refusal(groups(3, 2, 5), [scores]) != nil)
    #expect(Samples.refusal(groups(4, 2, 1), [scores]) != nil)
    #expect(Samples.refusal(groups(2, 3, 1), [scores]) != nil)
    #expect(Samples.refusal(groups(Int.max, Int.max, 1), [scores]) != nil)
    #expect(Samples.refusal(groups(3, 2, 4), [scores, Samples.type(5)]) != nil)
    let softmax = Route(.softmaxOfChosen, chosen: 6)
    #expect(Samples.refusal(softmax, [scores]) == nil)
    #expect(Samples.refusal(softmax, [scores, Samples.type(6)]) != nil)
    #expect(Samples.refusal(softmax, [Samples.type(nil, 5)]) != nil)
    #expect(Samples.refusal(softmax, [Samples.type(nil, nil)]) != nil)
    #expect(Samples.refusal(softmax, [Samples.type(nil, 2, 3)]) != nil)
  }

  @Test func textReadsBack() throws {
    let texts: [(String, RouteKind)] = [
      ("kind = softmax_of_chosen", .softmaxOfChosen),
      (
        "kind = softmax_then_choose, normalized = false",
        .softmaxThenChoose(normalized: false)
      ),
      (
        "kind = sigmoid, groups = 3, groups_kept = 2, normalized = true, scale = 2.5",
        .sigmoid(ExpertGroups(3, kept: 2), normalized: true, scale: 2.5)
      ),
    ]
    for (text, kind) in texts {
      #expect(
        try Samples.reread(
          "%9 = route %0 {\(text), chosen = 2} : f32[T, 6]", operands: [Samples.type(nil, 6)])
          == .route(Route(kind, chosen: 2)))
    }
  }

  @Test(arguments: [
    "kind = softmax_of_chosen", "chosen = 2", "kind = greedy, chosen = 2",
    "kind = softmax_of_chosen, chosen = 0", "kind = softmax_then_choose, chosen = 2",
    "kind = softmax_then_choose, normalized = 1, chosen = 2",
    "kind = sigmoid, groups = 0, groups_kept = 1, normalized = true, scale = 1, chosen = 2",
    "kind = sigmoid, groups = 1, groups_kept = 1, normalized = true, scale = inf, chosen = 2",
    "kind = softmax_of_chosen, groups = 1, chosen = 2",
  ]) func wrongAttributesAreRefused(text: String) {
    #expect(throws: Diagnostic.self) {
      try Samples.reread(
        "%9 = route %0 {\(text)} : f32[T, 6]", operands: [Samples.type(nil, 6)])
    }
  }
}
