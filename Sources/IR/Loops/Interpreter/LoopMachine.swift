/// Why a run stopped before its end; the numbers are indices into tables of its program.
public enum LoopFault: Equatable, Sendable {
  /// An index outside its dimension.
  case outside(access: Int, dimension: Int, index: Int)
  /// An index read from memory that is not in the range that is declared.
  case badIndex(access: Int, index: Int, below: Int)
  /// The quotient or remainder of a negative number.
  case negative(index: Int)
}

/// In which order the iterations of parallel loops run; programs without races give the same results in any.
public enum LoopOrder: Hashable, Sendable {
  case forward, reversed
  /// A permutation that the seed determines, another for each time a loop is entered.
  case shuffled(UInt64)
}

/// A program's tables at fixed addresses, so that the machine reads them without looking after them.
final class LoopTables {
  let instructions: UnsafeMutablePointer<LoopProgram.Instruction>
  let terms: UnsafeMutablePointer<LoopProgram.Term>
  let forms: UnsafeMutablePointer<LoopProgram.Form>
  let dimensions: UnsafeMutablePointer<LoopProgram.Dimension>
  let elements: UnsafeMutablePointer<LoopProgram.Element>
  let ranges: UnsafeMutablePointer<LoopProgram.Range>
  let places: UnsafeMutablePointer<Range<Int>>

  init(_ program: LoopProgram) {
    instructions = Self.pinned(program.instructions)
    terms = Self.pinned(program.terms)
    forms = Self.pinned(program.forms)
    dimensions = Self.pinned(program.dimensions)
    elements = Self.pinned(program.elements)
    ranges = Self.pinned(program.ranges)
    places = Self.pinned(program.places)
  }

  // All elements are plain numbers, which need no destruction of their own.
  deinit {
    instructions.deallocate()
    terms.deallocate()
    forms.deallocate()
    dimensions.deallocate()
    elements.deallocate()
    ranges.deallocate()
    places.deallocate()
  }

  private static func pinned<Item>(_ items: [Item]) -> UnsafeMutablePointer<Item> {
    let copy = UnsafeMutablePointer<Item>.allocate(capacity: items.count)
    copy.initialize(from: items, count: items.count)
    return copy
  }
}

/// Runs one program over memory.
///
/// The pointers are valid for one run; `LoopInterpreter` sees to that.
public struct LoopMachine<Scalar: LoopScalar> {
  let tables: LoopTables
  let numbers: UnsafeMutablePointer<Scalar>
  let integers: UnsafeMutablePointer<Int>
  let memory: UnsafeMutablePointer<Scalar>
  let indices: UnsafePointer<Int32>
  var order: LoopOrder
  private var fault: LoopFault?

  init(
    tables: LoopTables, numbers: UnsafeMutablePointer<Scalar>,
    integers: UnsafeMutablePointer<Int>, memory: UnsafeMutablePointer<Scalar>,
    indices: UnsafePointer<Int32>, order: LoopOrder
  ) {
    self.tables = tables
    self.numbers = numbers
    self.integers = integers
    self.memory = memory
    self.indices = indices
    self.order = order
  }

  @inline(__always)
  private func value(_ form: LoopProgram.Form) -> Int {
    // Numbers that leave the range of Int wrap to ones that no buffer has as an index.
    var sum = form.constant &+ form.head.coefficient &* integers[Int(form.head.integer)]
    if form.count > 0 {
      let terms = tables.terms + Int(form.first)
      for position in 0..<Int(form.count) {
        sum &+= terms[position].coefficient &* integers[Int(terms[position].integer)]
      }
    }
    return sum
  }

  /// The place of an element, nil after noting a fault.
  @inline(__always)
  private mutating func address(_ access: LoopProgram.Slot) -> Int? {
    let element = tables.elements[Int(access)]
    var place = element.base
    let first = tables.dimensions + Int(element.first)
    for position in 0..<Int(element.count) {
      let dimension = first[position]
      let index = value(dimension.index)
      guard UInt(bitPattern: index) < UInt(bitPattern: dimension.extent) else {
        fault = .outside(access: Int(access), dimension: position, index: index)
        return nil
      }
      place &+= index &* dimension.stride
    }
    return place
  }

  /// Runs to the end, or to the first fault.
  @inline(__always)
  mutating func run() -> LoopFault? {
    var position = 0
    while true {
      let instruction = tables.instructions[position]
      position += 1
      switch instruction {
      case .load(let target, let access):
        guard let place = address(access) else { return fault }
        numbers[Int(target)] = memory[place]
      case .store(let access, let source):
        guard let place = address(access) else { return fault }
        memory[place] = numbers[Int(source)]
      case .accumulate(let access, let source):
        guard let place = address(access) else { return fault }
        memory[place] += numbers[Int(source)]
      case .move(let target, let source): numbers[Int(target)] = numbers[Int(source)]
      case .unary(let function, let target, let argument):
        numbers[Int(target)] = Scalar.apply(function, numbers[Int(argument)])
      case .binary(let function, let target, let left, let right):
        numbers[Int(target)] = Scalar.apply(function, numbers[Int(left)], numbers[Int(right)])
      case .index(let target, let access, let below):
        guard let place = address(access) else { return fault }
        let index = Int(indices[place])
        guard (0..<max(below, 0)).contains(index) else {
          return .badIndex(access: Int(access), index: index, below: below)
        }
        integers[Int(target)] = index
      case .quotient(let target, let form, let divisor):
        let value = value(tables.forms[Int(form)])
        guard value >= 0 else { return .negative(index: value) }
        integers[Int(target)] = value / divisor
      case .remainder(let target, let form, let divisor):
        let value = value(tables.forms[Int(form)])
        guard value >= 0 else { return .negative(index: value) }
        integers[Int(target)] = value % divisor
      case .undefine(let place):
        for index in tables.places[Int(place)] { memory[index] = .nan }
      case .begin(let number):
        let loop = tables.ranges[Int(number)]
        let (first, limit) = ends(loop)
        integers[Int(loop.variable)] = first
        integers[Int(loop.variable) + 1] = limit
        if first >= limit { position = loop.exit }
      case .next(let number):
        let loop = tables.ranges[Int(number)]
        let slot = integers + Int(loop.variable)
        let (value, overflows) = slot[0].addingReportingOverflow(loop.step)
        guard !overflows, value < slot[1] else { continue }
        slot[0] = value
        position = loop.body
      case .beginShared(let number):
        let loop = tables.ranges[Int(number)]
        if !beginShared(loop) { position = loop.exit }
      case .nextShared(let number):
        let loop = tables.ranges[Int(number)]
        if nextShared(loop) { position = loop.body }
      case .stop: return nil
      }
    }
  }

  /// The first value of the variable and the least of the limits.
  @inline(__always)
  private func ends(_ loop: LoopProgram.Range) -> (first: Int, limit: Int) {
    let uppers = tables.forms + Int(loop.firstUpper)
    var limit = value(uppers[0])
    for upper in 1..<Int(max(loop.upperCount, 1)) { limit = min(limit, value(uppers[upper])) }
    return (value(loop.lower), limit)
  }

  /// Prepares a shared loop: iteration `j` runs as the `(factor · j + shift) mod count`-th; false when there are none.
  private mutating func beginShared(_ loop: LoopProgram.Range) -> Bool {
    let (first, limit) = ends(loop)
    guard first < limit, case let (distance, false) = limit.subtractingReportingOverflow(first)
    else { return false }
    let count = (distance - 1) / loop.step + 1
    let (factor, shift): (Int, Int)
    switch order {
    case .forward: (factor, shift) = (1, 0)
    case .reversed: (factor, shift) = (count - 1, count - 1)
    case .shuffled(var seed):
      (factor, shift) = (SplitMix64.coprime(to: count, &seed), SplitMix64.below(count, &seed))
      order = .shuffled(seed)
    }
    let slots = integers + Int(loop.variable)
    (slots[1], slots[2], slots[3], slots[4], slots[5]) = (count, -1, factor, shift, first)
    return nextShared(loop)
  }

  /// Moves a shared loop to its next iteration; false when all are done.
  private func nextShared(_ loop: LoopProgram.Range) -> Bool {
    let slots = integers + Int(loop.variable)
    slots[2] += 1
    guard slots[2] < slots[1] else { return false }
    // The product may exceed an integer; its remainder does not.
    let product = slots[3].multipliedFullWidth(by: slots[2])
    let place = slots[1].dividingFullWidth(product).remainder
    let shifted = place >= slots[1] - slots[4] ? place - (slots[1] - slots[4]) : place + slots[4]
    slots[0] = slots[5] + shifted * loop.step
    return true
  }
}

/// Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
enum SplitMix64 {
  /// The next 64 bits.
  static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number in `0 ..< bound`, for a positive bound.
  static func below(_ bound: Int, _ state: inout UInt64) -> Int {
    Int(next(&state) % UInt64(bound))
  }

  /// A number in `1 ..< bound`, or 1, that has no factor in common with the bound.
  static func coprime(to bound: Int, _ state: inout UInt64) -> Int {
    while bound > 2 {
      let candidate = below(bound - 1, &state) + 1
      var (large, small) = (bound, candidate)
      while small != 0 { (large, small) = (small, large % small) }
      if large == 1 { return candidate }
    }
    return 1
  }
}
