import Diagnostics
import IR

/// `hold BUFFER at LOOP as ARRAY[D E, F: NEW, …]`: the part of a buffer that one iteration of a loop works on, in an array on
/// the stack.
///
/// The part is copied at the start of the iteration, unless that begins by giving all of it new values, and, where it is written,
/// back at its end. The array's dimensions are those of the buffer, by number from 1 on, each with the name of the loop that
/// copies
/// along it; several in one place lie behind each other, as in `state[h, s, p]` held as `tile[2, 1 3]`, which is
/// `tile[s, width · h + p]`. Dimensions along which one iteration stays at one place are left out.
public struct Hold: RewriteDefinition {
  /// The buffer; `state` for the only state that the nest works on.
  public var buffer: BufferID
  /// The loop.
  public var loop: Symbol
  /// The name of the array.
  public var array: BufferID
  /// The buffer's dimensions in each of the array's.
  public var dimensions: [[Dimension]]

  /// One dimension of the buffer.
  public struct Dimension: Hashable, Sendable {
    /// Its number, from 1 on.
    public var number: Int
    /// The variable of the loop that copies along it, nil for one of its own.
    public var filling: Symbol?

    /// Dimension `number`.
    public init(_ number: Int, filling: Symbol? = nil) {
      self.number = number
      self.filling = filling
    }
  }

  /// The first word of its text.
  public static let keyword = "hold"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The part of `buffer` that an iteration of `loop` works on, in `array`.
  public init(
    _ buffer: BufferID, at loop: Symbol, as array: BufferID, _ dimensions: [[Dimension]]
  ) {
    self.buffer = buffer
    self.loop = loop
    self.array = array
    self.dimensions = dimensions
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    let held = try heldBuffer(in: nest)
    guard nest.visibleBuffers[array] == nil else {
      throw Diagnostic(.badRewrite, "there is a buffer '\(array)' already")
    }
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      try requireFreeNames(at: place)
      let window = try HeldWindow(self, held, place)
      var outer = place.loop
      let isWritten = outer.body.flatMap(\.flattened).flatMap(\.writes).contains {
        $0.buffer == held.name
      }
      let body = window.moved(outer.body)
      outer.body =
        [.allocate(window.array)]
        + (window.isOverwritten ? [] : [window.copy { .store($1, .load($0)) }]) + body
        + (isWritten ? [window.copy { .store($0, .load($1)) }] : [])
      return place.replacing(by: [.loop(outer)])
    }
    return result
  }

  /// Throws E0903 where a loop that copies can't have the name that it is given.
  private func requireFreeNames(at place: Nest.Place) throws {
    let names = dimensions.flatMap { $0 }.compactMap(\.filling)
    let visible = place.loop.body.declaredNames.union(
      place.statements[..<place.index].map { $0 }.declaredNames)
    for (index, name) in names.enumerated() {
      guard !names[..<index].contains(name), name != loop, !place.ranges.knows(name),
        !visible.contains(name.text)
      else {
        throw Diagnostic(
          .badRewrite, "a loop that copies can't be called '\(name)': the name is in use there")
      }
    }
  }

  /// The buffer that is meant.
  private func heldBuffer(in nest: Nest) throws -> Buffer {
    let touched = nest.body.touchedBuffers
    let states = touched.sorted().compactMap { nest.buffers[$0] }.filter { buffer in
      if case .state = buffer.space { true } else { false }
    }
    if buffer == "state", states.count == 1 { return states[0] }
    guard touched.contains(buffer), let found = nest.buffers[buffer] else {
      throw Diagnostic(
        .badSchedule, "the nest works on no buffer '\(buffer)'",
        notes: ["its buffers are: " + touched.sorted().map(\.text).joined(separator: ", ")])
    }
    return found
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let buffer = BufferID(try reader.word())
    try reader.expect("at")
    let loop = try reader.symbol()
    try reader.expect("as")
    let array = BufferID(try reader.word())
    var dimensions: [[Dimension]] = [[]]
    try reader.expect("[")
    repeat {
      let number = try reader.number()
      dimensions[dimensions.count - 1].append(
        Dimension(number, filling: try reader.takes(":") ? try reader.symbol() : nil))
      if try reader.takes(",") { dimensions.append([]) }
    } while try !reader.takes("]")
    self.init(buffer, at: loop, as: array, dimensions)
  }

  /// The text that it is read from.
  public var description: String {
    let groups = dimensions.map { group in
      group.map { "\($0.number)" + ($0.filling.map { ":\($0)" } ?? "") }.joined(separator: " ")
    }
    return "hold \(buffer) at \(loop) as \(array)[\(groups.joined(separator: ", "))]"
  }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .hold(self) }
}

extension Hold.Dimension: ExpressibleByIntegerLiteral {
  /// A dimension whose copying loop has a name of its own.
  public init(integerLiteral number: Int) { self.init(number) }
}
