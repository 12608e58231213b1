/// A program's tables at fixed addresses, so that the machine reads them without looking after them.
final class LoopTables {
  let instructions: UnsafeMutablePointer<LoopProgram.Instruction>
  let terms: UnsafeMutablePointer<LoopProgram.Term>
  let forms: UnsafeMutablePointer<LoopProgram.Form>
  let dimensions: UnsafeMutablePointer<LoopProgram.Dimension>
  let elements: UnsafeMutablePointer<LoopProgram.Element>
  let ranges: UnsafeMutablePointer<LoopProgram.Range>
  let anchored: UnsafeMutablePointer<LoopProgram.Slot>
  let places: UnsafeMutablePointer<Range<Int>>

  init(_ program: LoopProgram) {
    instructions = Self.pinned(program.instructions)
    terms = Self.pinned(program.terms)
    forms = Self.pinned(program.forms)
    dimensions = Self.pinned(program.dimensions)
    elements = Self.pinned(program.elements)
    ranges = Self.pinned(program.ranges)
    anchored = Self.pinned(program.anchored)
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
    anchored.deallocate()
    places.deallocate()
  }

  private static func pinned<Item>(_ items: [Item]) -> UnsafeMutablePointer<Item> {
    let copy = UnsafeMutablePointer<Item>.allocate(capacity: items.count)
    copy.initialize(from: items, count: items.count)
    return copy
  }
}
