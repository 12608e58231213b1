import Project

/// One thing that was looked for.
struct Finding {
  /// Who misses it when it is missing.
  enum Need {
    /// Every compilation.
    case needed
    /// Some options of `compile`.
    case optional
    /// Nobody, while something else serves.
    case alternative
  }

  /// What it is called.
  var name: String
  /// Its version or another description; nil when it is missing or does not work.
  var description: String?
  /// Who misses it.
  var need: Need
  /// The Debian packages that it is in.
  var packages: String

  /// The finding as a member of its section of the report.
  var member: OrderedJSON.Member {
    .init(name, description.map { .text($0) } ?? .null)
  }
}
