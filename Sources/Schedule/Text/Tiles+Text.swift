extension Tiles {
  /// The sizes behind the word `attention` in a schedule's text; throws E0901.
  init(parsing reader: inout ScheduleReader) throws {
    try reader.expect("queries")
    let queries = try reader.number()
    try reader.expect("keys")
    self.init(queries: queries, keys: try reader.number())
  }

  /// The line that it is read from, nil where nothing is chosen.
  var line: String? {
    queries.flatMap { queries in keys.map { "attention queries \(queries) keys \($0)" } }
  }
}
