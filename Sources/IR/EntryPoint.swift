import Diagnostics

/// What a function of a module is for, so that nothing has to know its name.
public struct EntryPoint: Hashable, Sendable {
  /// What callers want of the function.
  public var role: Role
  /// The most tokens of a call, nil where the role or lowering tells.
  public var limit: Int?

  /// The entry point for `role`, for calls of at most `limit` tokens.
  public init(_ role: Role, limit: Int? = nil) {
    self.role = role
    self.limit = limit
  }

  /// What callers want of a function.
  public enum Role: String, CaseIterable, Hashable, Sendable {
    /// From ids to rows, for any number of tokens; the description that `prefill` and `step` come from.
    case body
    /// From rows to logits, for any number of tokens; the description that the other heads come from.
    case head
    /// From ids to rows, for a segment of tokens.
    case prefill
    /// From an id to a row, for exactly one token.
    case step
    /// From rows to the logits of the last one.
    case headLast = "head_last"
    /// From rows to the logits of each.
    case headAll = "head_all"

    /// Whether the function takes ids, and leaves rows to a head.
    public var takesTokens: Bool {
      switch self {
      case .body, .prefill, .step: true
      case .head, .headLast, .headAll: false
      }
    }

    /// Whether it is called for exactly one token.
    public var isSingle: Bool { self == .step }
  }
}

extension EntryPoint {
  /// The entry point that a function `name` is where nothing else is said: that of the role so called, if there is one.
  public init?(named name: String) {
    guard let role = Role(rawValue: name) else { return nil }
    self.init(role)
  }

  /// As in textual IR, ` for prefill` or ` for prefill up to 16`; nothing where the name says so.
  func suffix(of name: String) -> String {
    guard self != EntryPoint(named: name) else { return "" }
    return " for \(role.rawValue)" + (limit.map { " up to \($0)" } ?? "")
  }
}

extension TokenReader {
  /// The entry point that a function `name` is: the one that comes next, or the one that its name tells.
  mutating func entryPoint(of name: String) throws(Diagnostic) -> EntryPoint? {
    guard try accept("for") else { return EntryPoint(named: name) }
    guard let role = try word(of: EntryPoint.Role.self) else {
      let roles = EntryPoint.Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw unexpected("the role of an entry point: \(roles)")
    }
    guard try accept("up") else { return EntryPoint(role) }
    try expect("to")
    return EntryPoint(role, limit: try integer("the most tokens", in: 1...1 << 31))
  }
}

extension Sequence {
  /// Of the functions for `role`, the one for the fewest tokens that still takes `tokens` of them; without a number, the one for the most.
  func serving<Callable>(
    _ role: EntryPoint.Role, tokens: Int? = nil, _ entry: KeyPath<Callable, EntryPoint?>
  ) -> Callable? where Element == Callable {
    let found = filter { $0[keyPath: entry]?.role == role }
    let limit = { (function: Callable) in function[keyPath: entry]?.limit ?? .max }
    guard let tokens else { return found.max { limit($0) < limit($1) } }
    return found.filter { limit($0) >= tokens }.min { limit($0) < limit($1) }
  }
}

extension Module {
  /// The function for `role`, of several the one for the fewest tokens that still takes `tokens` of them.
  public func function(_ role: EntryPoint.Role, tokens: Int? = nil) -> Function? {
    functions.serving(role, tokens: tokens, \.entry)
  }
}

extension LoopFunction {
  /// The size that is the number of a call's tokens, nil where that is always one: the first of those that take several.
  public var tokens: SizeParameter? {
    guard let entry, !entry.role.isSingle else { return nil }
    return sizes.first
  }

  /// The size that is the number of tokens before the call, nil where nothing depends on it: the next after the tokens.
  public var past: SizeParameter? {
    guard let entry, entry.role.takesTokens else { return nil }
    return entry.role.isSingle ? sizes.first : sizes.dropFirst().first
  }
}

extension LoopModule {
  /// The function for `role`, of several the one for the fewest tokens that still takes `tokens` of them.
  public func function(_ role: EntryPoint.Role, tokens: Int? = nil) -> LoopFunction? {
    functions.serving(role, tokens: tokens, \.entry)
  }
}
