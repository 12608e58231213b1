/// Why a run stopped before its end; the numbers are indices into tables of its program.
public enum LoopFault: Equatable, Sendable {
  /// An index outside its dimension.
  case outside(access: Int, dimension: Int, index: Int)
  /// An index read from memory that is not in the range that is declared.
  case badIndex(access: Int, index: Int, below: Int)
  /// The quotient or remainder of a negative number, or an index that is one.
  case negative(index: Int)
}

/// Runs one program over memory.
///
/// The pointers are valid for one run; `LoopInterpreter` sees to that.
public struct LoopMachine<Number: LoopScalar> {
  let tables: LoopTables
  let numbers: UnsafeMutablePointer<Number>
  let integers: UnsafeMutablePointer<Int>
  let memory: UnsafeMutablePointer<Number>
  let indices: UnsafeMutablePointer<Int32>
  var order: LoopOrder
  private var fault: LoopFault?

  init(
    tables: LoopTables, numbers: UnsafeMutablePointer<Number>,
    integers: UnsafeMutablePointer<Int>, memory: UnsafeMutablePointer<Number>,
    indices: UnsafeMutablePointer<Int32>, order: LoopOrder
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

  /// How far some dimensions of an access lead from its buffer's start, nil after noting a fault.
  @inline(__always)
  private mutating func distance(
    _ access: LoopProgram.Slot, _ first: UnsafePointer<LoopProgram.Dimension>,
    _ count: LoopProgram.Slot
  ) -> Int? {
    var distance = 0
    for position in 0..<Int(count) {
      let dimension = first + position
      let index = value(dimension.pointee.index)
      guard UInt(bitPattern: index) < UInt(bitPattern: dimension.pointee.extent) else {
        fault = .outside(
          access: Int(access), dimension: Int(dimension.pointee.number), index: index)
        return nil
      }
      distance &+= index &* dimension.pointee.stride
    }
    return distance
  }

  /// The place of an element, nil after noting a fault.
  @inline(__always)
  private mutating func address(_ access: LoopProgram.Slot) -> Int? {
    let element = tables.elements + Int(access)
    let first = tables.dimensions + Int(element.pointee.first &+ element.pointee.fixed)
    guard let distance = distance(access, first, element.pointee.moving) else { return nil }
    return integers[Int(element.pointee.anchor)] &+ distance
  }

  /// Finds the anchors of the elements in a loop's body; false after noting a fault.
  private mutating func anchor(_ loop: LoopProgram.Range) -> Bool {
    for position in 0..<Int(loop.anchoredCount) {
      let number = tables.anchored[Int(loop.firstAnchored) + position]
      let element = tables.elements[Int(number)]
      let first = tables.dimensions + Int(element.first)
      guard let distance = distance(number, first, element.fixed) else { return false }
      integers[Int(element.anchor)] = element.base &+ distance
    }
    return true
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
        memory[place] = Number.apply(.add, memory[place], numbers[Int(source)])
      case .move(let target, let source): numbers[Int(target)] = numbers[Int(source)]
      case .unary(let function, let target, let argument):
        numbers[Int(target)] = Number.apply(function, numbers[Int(argument)])
      case .binary(let function, let target, let left, let right):
        numbers[Int(target)] = Number.apply(function, numbers[Int(left)], numbers[Int(right)])
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
      case .least(let target, let first, let count):
        var least = value(tables.forms[Int(first)])
        for form in 1..<max(count, 1) { least = min(least, value(tables.forms[Int(first) + form])) }
        guard least >= 0 else { return .negative(index: least) }
        integers[Int(target)] = least
      case .empty(let list, let count):
        for index in tables.places[Int(list)] { indices[index] = -1 }
        integers[Int(count)] = 0
      case .take(let access, let count, let index, let condition):
        guard numbers[Int(condition)] != Number.zero else { continue }
        guard let place = address(access) else { return fault }
        indices[place] = Int32(truncatingIfNeeded: integers[Int(index)])
        integers[Int(count)] += 1
      case .undefine(let place):
        for index in tables.places[Int(place)] { memory[index] = .undefined }
      case .begin(let number):
        let loop = tables.ranges[Int(number)]
        let (first, limit) = ends(loop)
        integers[Int(loop.variable)] = first
        integers[Int(loop.variable) + 1] = limit
        if first >= limit { position = loop.exit }
      case .anchor(let number):
        guard anchor(tables.ranges[Int(number)]) else { return fault }
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
