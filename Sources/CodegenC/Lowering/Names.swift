/// The C names of what a loop program names, from one place of the program inwards.
///
/// A value: a scope starts with a copy of what is around it, so names go out of scope by themselves. Names of things
/// that are visible at the same time always differ, so no emitted name hides another.
struct Names {
  /// What a name of the loop program stands for; the same text may name one of each.
  enum Kind: Hashable { case symbol, scalar, buffer }

  private struct Key: Hashable {
    var kind: Kind
    var name: String
  }

  private var visible: [Key: String] = [:]
  private var order: [Key: Int] = [:]
  private var taken: Set<String>

  /// No names yet, with `taken` for others to use.
  init(taken: Set<String>) { self.taken = taken }

  /// A C name for `name`, visible from here on: `stem`, with a number where that is taken.
  mutating func declare(_ kind: Kind, _ name: String, stem: String? = nil) -> String {
    let stem = CName.local(stem ?? name)
    var result = stem
    var count = 1
    while taken.contains(result) {
      count += 1
      result = "\(stem)\(stem.hasSuffix("_") ? "" : "_")\(count)"
    }
    taken.insert(result)
    visible[Key(kind: kind, name: name)] = result
    order[Key(kind: kind, name: name)] = order.count
    return result
  }

  /// The C name of `name`, nil where none is declared.
  func find(_ kind: Kind, _ name: String) -> String? { visible[Key(kind: kind, name: name)] }

  /// Where the symbol `name` stands among those declared, outermost first.
  func depth(ofSymbol name: String) -> Int { order[Key(kind: .symbol, name: name)] ?? order.count }
}
