import Diagnostics
import IR

extension Schedule: CustomStringConvertible {
  /// The schedule that `text` means; throws E0901, with the place in `file`, for what it is not.
  public init(parsing text: String, file: String) throws {
    self.init()
    var reader = try ScheduleReader(text, file: file)
    try reader.expect("schedule")
    try reader.expectVersion(Self.version)
    var sizes = ["tokens", "variants", "chunk", "steps", "attention"]
    while let size = try reader.take(anyOf: sizes) {
      sizes.removeAll { $0 == size }
      switch size {
      case "tokens": tokens = try reader.number()
      case "variants": variants = try reader.ascendingNumbers()
      case "chunk": chunk = try reader.number()
      case "steps":
        fusesSteps = try reader.takes("fused")
        if fusesSteps == false { try reader.expect("separate") }
      default: tiles = try Tiles(parsing: &reader)
      }
    }
    while !reader.isAtEnd { nests.append(try NestSchedule(parsing: &reader)) }
  }

  /// The text that `init(parsing:file:)` reads.
  public var description: String {
    let lengths = variants.map(String.init).joined(separator: ", ")
    let sizes: [String?] = [
      tokens.map { "tokens \($0)" }, variants.isEmpty ? nil : "variants \(lengths)",
      chunk.map { "chunk \($0)" }, fusesSteps.map { "steps \($0 ? "fused" : "separate")" },
      tiles.line,
    ]
    return (["schedule \(Self.version)"] + sizes.compactMap { $0 } + nests.map(\.description))
      .joined(separator: "\n") + "\n"
  }
}

extension NestSchedule: CustomStringConvertible {
  init(parsing reader: inout ScheduleReader) throws {
    let kind: NestKind = try reader.choice("a kind of nest")
    let tokens: NestLabel.Tokens = try reader.choice("'many' or 'one'")
    let name = try reader.takes("{") ? nil : BufferID(try reader.word())
    if name != nil { try reader.expect("{") }
    var rewrites: [Rewrite] = []
    while try !reader.takes("}") { rewrites.append(try Rewrite(parsing: &reader)) }
    self.init(kind, tokens, name: name, rewrites)
  }

  /// The kind, the tokens and the name, then a rewrite a line.
  public var description: String {
    let head = [kind.rawValue, tokens.rawValue] + (name.map { [$0.text] } ?? [])
    return (["\(head.joined(separator: " ")) {"] + rewrites.map { "  \($0)" } + ["}"])
      .joined(separator: "\n")
  }
}

extension Rewrite: CustomStringConvertible {
  /// The first words of all kinds of rewrites.
  static let keywords = [
    Split.keyword, Reorder.keyword, Fuse.keyword, Fission.keyword, Collapse.keyword, Stage.keyword,
    Expand.keyword, Defer.keyword, Hold.keyword, Unroll.keyword, Specialize.keyword, Bind.keyword,
    Widen.keyword, Inline.keyword, Rename.keyword,
    Replace.keyword,
  ]

  /// The rewrite that a line of a schedule means; throws E0901.
  public init(text: String) throws {
    var reader = try ScheduleReader(text, file: "rewrite")
    try self.init(parsing: &reader)
  }

  init(parsing reader: inout ScheduleReader) throws {
    let keyword = try reader.keyword(among: Self.keywords)
    switch keyword {
    case Split.keyword: self = .split(try Split(parsing: &reader))
    case Reorder.keyword: self = .reorder(try Reorder(parsing: &reader))
    case Fuse.keyword: self = .fuse(try Fuse(parsing: &reader))
    case Fission.keyword: self = .fission(try Fission(parsing: &reader))
    case Collapse.keyword: self = .collapse(try Collapse(parsing: &reader))
    case Stage.keyword: self = .stage(try Stage(parsing: &reader))
    case Expand.keyword: self = .expand(try Expand(parsing: &reader))
    case Defer.keyword: self = .defer(try Defer(parsing: &reader))
    case Hold.keyword: self = .hold(try Hold(parsing: &reader))
    case Unroll.keyword: self = .unroll(try Unroll(parsing: &reader))
    case Specialize.keyword: self = .specialize(try Specialize(parsing: &reader))
    case Bind.keyword: self = .bind(try Bind(parsing: &reader))
    case Widen.keyword: self = .widen(try Widen(parsing: &reader))
    case Inline.keyword: self = .inline(try Inline(parsing: &reader))
    case Rename.keyword: self = .rename(try Rename(parsing: &reader))
    case Replace.keyword: self = .replace(try Replace(parsing: &reader))
    default: throw reader.unexpected("a rewrite")
    }
  }

  /// The rewrite as a line of a schedule.
  public var description: String { definition.description }
}
