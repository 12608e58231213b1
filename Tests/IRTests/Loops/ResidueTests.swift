import Testing

@testable import IR

/// The laws by which lowering computes the same in another way.
@Suite struct ResidueTests {
  private let a = Residue(0.3)
  private let b = Residue(-1.7)
  private let c = Residue(2.25)

  private func apply(_ function: BinaryFunction, _ left: Residue, _ right: Residue) -> Residue {
    Residue.apply(function, left, right)
  }

  private func exp(_ log: Residue) -> Residue { Residue.apply(.exp, log) }

  @Test func sumsAndProductsAreThoseOfARing() {
    #expect(apply(.add, a, b) == apply(.add, b, a))
    #expect(apply(.add, apply(.add, a, b), c) == apply(.add, a, apply(.add, b, c)))
    #expect(
      apply(.multiply, a, apply(.add, b, c))
        == apply(.add, apply(.multiply, a, b), apply(.multiply, a, c)))
    #expect(apply(.subtract, apply(.add, a, b), b) == a)
    #expect(apply(.add, a, Residue.apply(.negate, a)) == .zero)
    #expect(apply(.multiply, Residue(3), Residue(-4)) == Residue(-12))
  }

  @Test func exponentialsOfSumsAreProducts() {
    #expect(exp(.zero) == Residue(1))
    #expect(exp(apply(.add, a, b)) == apply(.multiply, exp(a), exp(b)))
    #expect(exp(a) != exp(b))
    #expect(exp(Residue(-.infinity)) == .zero)
  }

  /// A running softmax takes exponentials relative to what was greatest so far.
  @Test func quotientsCancel() {
    func share(relativeTo most: Residue) -> Residue {
      let weights = [a, b, c].map { exp(apply(.subtract, $0, most)) }
      let sum = weights.reduce(.zero) { apply(.add, $0, $1) }
      return apply(.divide, apply(.multiply, weights[0], c), sum)
    }
    #expect(share(relativeTo: a) == share(relativeTo: c))
    #expect(apply(.divide, a, c) == apply(.multiply, a, apply(.divide, Residue(1), c)))
  }

  @Test func comparisonsAreThoseOfTheNumbers() {
    #expect(apply(.maximum, a, b) == a && apply(.minimum, a, b) == b)
    #expect(apply(.less, b, a) == Residue(1) && apply(.less, a, b) == .zero)
    #expect(Residue.apply(.relu, b) == .zero && Residue.apply(.relu, a) == a)
    #expect(apply(.maximum, Residue(-.infinity), b) == b)
  }

  /// Loops bound logs of decays where rounding could bring them over 0, and where decays are 0 in 32 bits.
  @Test func boundsOfLogsBoundNothing() {
    #expect(apply(.minimum, a, .zero) == a)
    #expect(apply(.maximum, Residue(-2000.5), Residue(-104)) == Residue(-2000.5))
  }

  @Test func whatIsUndefinedEqualsNothing() {
    let undefined = Residue.undefined
    #expect(undefined != undefined)
    for function in [BinaryFunction.add, .subtract, .multiply, .divide] {
      #expect(apply(function, a, undefined) != apply(function, a, undefined))
    }
  }
}
