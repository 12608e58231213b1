/// `name` in quotes for a message, cut where a hostile file made it long.
func named(_ name: String) -> String {
  let limit = 200
  guard name.utf8.count > limit else { return "'\(name)'" }
  let head = String(String.UnicodeScalarView(name.unicodeScalars.prefix(limit / 2)))
  return "'\(head)…' (\(name.utf8.count) bytes)"
}
