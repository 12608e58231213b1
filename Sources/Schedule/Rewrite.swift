import IR

/// One small rewrite of a nest, with its arguments.
public enum Rewrite: Hashable, Sendable {
  /// One loop becomes two.
  case split(Split)
  /// Two loops change places.
  case reorder(Reorder)
  /// Two neighbours become one loop.
  case fuse(Fuse)
  /// One loop becomes two neighbours.
  case fission(Fission)
  /// Two loops become one.
  case collapse(Collapse)
  /// A scalar is computed ahead.
  case stage(Stage)
  /// A scalar or an array gets a place in every iteration.
  case expand(Expand)
  /// A factor is multiplied after summing.
  case `defer`(Defer)
  /// A part of a buffer is kept in an array.
  case hold(Hold)
  /// A loop is written out.
  case unroll(Unroll)
  /// A loop of one iteration goes.
  case specialize(Specialize)
  /// A loop is divided among threads.
  case bind(Bind)
  /// A loop begins earlier.
  case widen(Widen)
  /// A scalar's value takes its place.
  case inline(Inline)
  /// A loop gets another name.
  case rename(Rename)
  /// Loops become a call.
  case replace(Replace)

  /// What carries it out.
  public var definition: any RewriteDefinition {
    switch self {
    case .split(let rewrite): rewrite
    case .reorder(let rewrite): rewrite
    case .fuse(let rewrite): rewrite
    case .fission(let rewrite): rewrite
    case .collapse(let rewrite): rewrite
    case .stage(let rewrite): rewrite
    case .expand(let rewrite): rewrite
    case .defer(let rewrite): rewrite
    case .hold(let rewrite): rewrite
    case .unroll(let rewrite): rewrite
    case .specialize(let rewrite): rewrite
    case .bind(let rewrite): rewrite
    case .widen(let rewrite): rewrite
    case .inline(let rewrite): rewrite
    case .rename(let rewrite): rewrite
    case .replace(let rewrite): rewrite
    }
  }
}

extension Rewrite {
  /// The first word of its text.
  public var keyword: String { type(of: definition).keyword }
  /// How far it may change results.
  public var exactness: Exactness { type(of: definition).exactness }
}

/// What every rewrite declares.
public protocol RewriteDefinition: Hashable, Sendable, CustomStringConvertible {
  /// The first word of its text.
  static var keyword: String { get }
  /// How far it may change results.
  static var exactness: Exactness { get }
  /// The nest after it; throws E0902 for a loop, scalar or kernel that there is not, E0903 where the rewrite would not be allowed.
  func applied(to nest: Nest) throws -> Nest
  /// The rewrite that the words after the keyword mean.
  init(parsing reader: inout ScheduleReader) throws
  /// The rewrite as a case of the sum of all.
  var rewrite: Rewrite { get }
}
