extension Tiles {
  /// The lines of a schedule's text that give tiles their sizes; throws E0901.
  init(parsing reader: inout ScheduleReader) throws {
    self.init()
    if try reader.takes("attention") {
      try reader.expect("queries")
      queries = try reader.number()
      try reader.expect("keys")
      keys = try reader.number()
    }
    if try reader.takes("experts") {
      try reader.expect("columns")
      expertColumns = try reader.number()
      try reader.expect("one")
      expertColumnsOfOne = try reader.number()
    }
  }

  /// The lines that it is read from.
  var lines: [String] {
    let attention = queries.flatMap { queries in
      keys.map { "attention queries \(queries) keys \($0)" }
    }
    let experts = expertColumns.flatMap { columns in
      expertColumnsOfOne.map { "experts columns \(columns) one \($0)" }
    }
    return [attention, experts].compactMap { $0 }
  }
}
