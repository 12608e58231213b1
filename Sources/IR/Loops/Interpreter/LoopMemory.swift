import Diagnostics

/// Where a module's buffers lie in one array of elements: parameters, then states, then scratch.
///
/// Planned states and scratch buffers lie at their offsets, so that buffers which share memory in the plan share it here; buffers
/// without an offset, and parameters, get places of their own, whatever the bytes of an element.
struct LoopLayout: Hashable, Sendable {
  /// The most elements of all buffers together.
  static let greatest = 1 << 30

  private(set) var places: [BufferID: Range<Int>] = [:]
  /// The elements of each space, in order.
  private(set) var parameters = 0..<0
  private(set) var states = 0..<0
  private(set) var scratch = 0..<0
  /// The number of elements of all spaces.
  private(set) var count = 0

  init(_ module: LoopModule) throws(Diagnostic) {
    var buffers: (parameters: [Buffer], states: [Buffer], scratch: [Buffer]) = ([], [], [])
    for buffer in module.buffers {
      switch buffer.space {
      case .parameter: buffers.parameters.append(buffer)
      case .state: buffers.states.append(buffer)
      case .scratch: buffers.scratch.append(buffer)
      case .stack, .argument:
        throw Diagnostic(.loopType, "buffer '\(buffer)' of the module is not in a shared space")
      }
    }
    parameters = try place(buffers.parameters)
    states = try place(buffers.states)
    scratch = try place(buffers.scratch)
  }

  /// Adds a space that holds `buffers`.
  private mutating func place(_ buffers: [Buffer]) throws(Diagnostic) -> Range<Int> {
    let start = count
    for isPlanned in [true, false] {
      for buffer in buffers where (buffer.space.offset != nil) == isPlanned {
        let offset = buffer.space.isWritable ? buffer.space.offset : nil
        try place(buffer, at: offset.map { ($0 / buffer.element.bytes, start) })
      }
    }
    return start..<count
  }

  /// Gives `buffer` the next free elements, or those at an offset from the start of its space.
  mutating func place(
    _ buffer: Buffer, at offset: (elements: Int, start: Int)? = nil
  ) throws(Diagnostic) {
    let size = try Self.size(of: buffer)
    let isInside = offset.map { (0...Self.greatest).contains($0.elements) } ?? true
    guard isInside else { throw Self.tooLarge(buffer) }
    let first = offset.map { $0.start + $0.elements } ?? count
    guard first + size <= Self.greatest else { throw Self.tooLarge(buffer) }
    places[buffer.name] = first..<first + size
    count = max(count, first + size)
  }

  /// The number of elements of `buffer`; throws when they are too many.
  static func size(of buffer: Buffer) throws(Diagnostic) -> Int {
    var size = 1
    for extent in buffer.shape {
      guard (0...greatest).contains(extent), size * extent <= greatest else {
        throw tooLarge(buffer)
      }
      size *= extent
    }
    return size
  }

  private static func tooLarge(_ buffer: Buffer) -> Diagnostic {
    Diagnostic(
      .loopRun,
      "buffer '\(buffer)' does not fit the interpreter's memory of \(greatest) elements")
  }
}

/// What a module's buffers hold between runs of its functions.
///
/// States start at zero; all else starts undefined, as NaN is, so that what is read before it is written shows.
public final class LoopMemory<Number: LoopScalar> {
  let layout: LoopLayout
  /// The module's buffers, then whatever the running function needs besides.
  var storage: [Number]

  /// Memory for the functions of `module`; throws when it is too large.
  public init(for module: LoopModule) throws(Diagnostic) {
    layout = try LoopLayout(module)
    storage = [Number](repeating: .undefined, count: layout.count)
    resetStates()
  }

  /// Sets all states to zero.
  public func resetStates() {
    for index in layout.states { storage[index] = .zero }
  }

  /// Makes all scratch undefined, as it is before a function that relies on nothing from earlier ones.
  public func poisonScratch() {
    for index in layout.scratch { storage[index] = .undefined }
  }

  /// The elements of `buffer`, row-major.
  public func read(_ buffer: BufferID) throws(Diagnostic) -> [Number] {
    Array(storage[try place(buffer)])
  }

  /// Sets the elements of `buffer`, row-major.
  public func write(_ buffer: BufferID, _ values: [Number]) throws(Diagnostic) {
    let place = try place(buffer)
    guard values.count == place.count else {
      throw Diagnostic(
        .loopRun,
        "buffer '\(buffer)' got \(values.count) elements, expected \(place.count)")
    }
    storage.replaceSubrange(place, with: values)
  }

  private func place(_ buffer: BufferID) throws(Diagnostic) -> Range<Int> {
    guard let place = layout.places[buffer] else {
      throw Diagnostic(.loopRun, "the module has no buffer '\(buffer)'")
    }
    return place
  }
}
