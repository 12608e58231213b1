import IR

/// The C names of what a loop program names, from one place of the program inwards.
///
/// A value: a scope starts with a copy of what is around it, so names go out of scope by themselves. Names of things
/// that are visible at the same time always differ, so no emitted name hides another.
struct Names {
  /// A name of the loop program; the same text may name one thing of each kind.
  private struct Key: Hashable {
    private let kind: ObjectIdentifier
    private let text: String

    init<Name: LoopName>(_ name: Name) { (kind, text) = (ObjectIdentifier(Name.self), name.text) }
  }

  private var visible: [Key: String] = [:]
  private var order: [Key: Int] = [:]
  private var taken: Set<String>

  /// No names yet, with `taken` for others to use.
  init(taken: Set<String>) { self.taken = taken }

  /// A C name for `name`, visible from here on: `stem`, with a number where that is taken.
  mutating func declare(_ name: some LoopName, stem: String? = nil) -> String {
    let stem = CName.local(stem ?? name.text)
    var result = stem
    var count = 1
    while taken.contains(result) {
      count += 1
      result = "\(stem)\(stem.hasSuffix("_") ? "" : "_")\(count)"
    }
    taken.insert(result)
    visible[Key(name)] = result
    order[Key(name)] = order.count
    return result
  }

  /// The C name of `name`, nil where none is declared.
  func find(_ name: some LoopName) -> String? { visible[Key(name)] }

  /// Where the symbol `name` stands among those declared, outermost first.
  func depth(of name: Symbol) -> Int { order[Key(name)] ?? order.count }
}
