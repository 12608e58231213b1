import Diagnostics
import IR
import Schedule
import Testing

@testable import Check
@testable import Passes

extension Dice {
  /// A number from 0 to below `limit`.
  fileprivate mutating func below(_ limit: Int) -> Int { roll(0...limit - 1) }
}

@Suite struct RandomScheduleTests {
  /// A schedule that no one thought of is refused, or it is exact.
  @Test(arguments: 0..<200)
  func schedulesAreRefusedOrExact(seed: Int) throws {
    var dice = Dice(seed)
    let options = PassOptions(chunk: 1 + seed % 6)
    var graph = try RandomModules.module(seed: seed % 40)
    for pass in Pipeline.graphPasses { graph = try Pipeline.run(pass, graph, options) }
    let loops = try Pipeline.lower(graph, options)
    // The forms that nests have on the way to their default one.
    var forms: [(nest: Nest, next: Rewrite)] = []
    _ = try Arrangement(options: options).arranged(loops) { before, rewrite, _ in
      forms.append((before, rewrite))
    }
    #expect(!forms.isEmpty)
    for _ in 0..<4 {
      let (nest, next) = dice.pick(forms)
      let schedule = NestSchedule(
        nest.label.kind, nest.label.tokens, (0..<8).map { _ in Self.rewrite(of: nest, &dice) })
      var current = nest
      for rewrite in [Self.varied(next, &dice)] + schedule.rewrites {
        do {
          let next = try rewrite.definition.applied(to: current)
          let seen = try NestCheck(seed: UInt64(seed)).compare(current, next, by: rewrite)
          #expect(seen.isExactInField, "\(rewrite) of \(nest.label)")
          let bound =
            rewrite.exactness == .bitwise ? 0 : DifferentialCheck.reassociationBound
          #expect(seen.difference <= bound, "\(rewrite) of \(nest.label)")
          current = next
        } catch let fault as Diagnostic {
          #expect(fault.id == .badSchedule || fault.id == .badRewrite, "\(fault)")
        }
      }
      // As text it is the same schedule.
      let whole = Schedule(nests: [schedule])
      #expect(try Schedule(parsing: whole.description, file: "schedule") == whole)
    }
  }

  /// A rewrite like the one that a default schedule has here.
  private static func varied(_ rewrite: Rewrite, _ dice: inout Dice) -> Rewrite {
    switch rewrite {
    case .split(var split):
      split.size = 1 + dice.below(5)
      return .split(split)
    case .stage(var stage):
      if dice.below(2) == 0 { stage.dimensions.reverse() }
      if dice.below(4) == 0 { stage.isPadded.toggle() }
      if dice.below(4) == 0 { stage.dimensions.removeLast() }
      return .stage(stage)
    case .hold(var hold):
      if dice.below(2) == 0 { hold.dimensions.reverse() }
      if dice.below(4) == 0 { hold.dimensions = [hold.dimensions.flatMap { $0 }] }
      if dice.below(4) == 0 { hold.dimensions[0][0].filling = dice.pick(["c0", "t", "s", "c"]) }
      return .hold(hold)
    case .reorder, .fuse, .fission, .collapse, .expand, .defer, .unroll, .specialize, .bind,
      .widen, .inline, .rename, .replace:
      return rewrite
    }
  }

  /// Some rewrite of loops and scalars that `nest` has, or of ones that earlier rewrites make.
  private static func rewrite(of nest: Nest, _ dice: inout Dice) -> Rewrite {
    let loops = nest.loops + ["a", "b", "c"]
    func loop() -> Symbol { loops[dice.below(loops.count)] }
    let scalars = nest.body.definedScalars + ["none"]
    let scalar = scalars[dice.below(scalars.count)]
    let outer = loop()
    // Most loops that can be brought together stand directly around or behind each other.
    let inner =
      dice.below(3) == 0
      ? loop() : nest.loops.firstIndex(of: outer).map { loops[$0 + 1] } ?? loop()
    switch dice.below(16) {
    case 0, 1:
      return .split(
        Split(
          outer, by: 1 + dice.below(5), "a", dice.below(2) == 0 ? outer : "b",
          counted: dice.below(3) == 0))
    case 2: return .reorder(Reorder(outer, inner))
    case 3: return .fuse(Fuse(outer, inner))
    case 4: return .fission(Fission(outer, before: inner, as: "c"))
    case 5: return .collapse(Collapse(outer, inner, as: "c"))
    case 6, 7:
      let dimensions = (0..<1 + dice.below(2)).map { _ in Stage.Dimension(loop()) }
      return .stage(
        Stage(scalar, at: outer, as: "staged", dimensions, padded: dice.below(2) == 0))
    case 8: return .inline(Inline(scalar))
    case 12:
      let arrays = nest.body.flatMap(\.stackBuffers).map(\.name.text) + [scalar.text]
      return .expand(
        Expand(
          arrays[dice.below(arrays.count)], over: outer, along: dice.below(3) == 0 ? 1 : nil))
    case 13: return .defer(Defer(scalar, at: outer, as: "sums_of", [(inner, "d"), (loop(), "e")]))
    case 14:
      return .defer(Defer(scalar, at: outer, as: "sums_of", [(inner, "d")]))
    case 15:
      let touched = nest.body.flatMap(\.flattened).flatMap { $0.reads + $0.writes }.map(\.buffer)
      let orders: [[[Hold.Dimension]]] = [
        [[1], [2]], [[2], [1]], [[2, 1]], [[3], [2, 4]], [[2], [3], [4]], [[1]], [[2]],
      ]
      return .hold(
        Hold(touched[dice.below(touched.count)], at: outer, as: "held", dice.pick(orders)))
    case 9:
      return dice.below(2) == 0 ? .specialize(Specialize(outer)) : .unroll(Unroll(outer))
    case 10: return dice.below(2) == 0 ? .bind(Bind(outer)) : .widen(Widen(outer, from: inner))
    default:
      return .replace(Replace(outer, by: Kernel.all[dice.below(Kernel.all.count)]))
    }
  }
}
