extension Tiles {
  /// The line of a schedule's text that gives tiles their sizes, if there is one; throws E0901.
  init(parsing reader: inout ScheduleReader) throws {
    self.init()
    guard try reader.takes("attention") else { return }
    try reader.expect("queries")
    queries = try reader.number()
    try reader.expect("keys")
    keys = try reader.number()
  }

  /// The line that it is read from, nil where nothing is chosen.
  var line: String? {
    queries.flatMap { queries in keys.map { "attention queries \(queries) keys \($0)" } }
  }
}
