import Diagnostics

/// What a caller hands to a function for one of its arguments; short arrays leave the rest undefined.
public enum LoopArgument<Number: LoopScalar>: Sendable {
  /// For an f32 buffer.
  case reals([Number])
  /// For an i32 buffer.
  case integers([Int32])
}

/// Runs one function of a loop module: the reference for every program made from it.
///
/// Calls run by the loops that they stand for. Every access is checked against its buffer's shape; what is read
/// before it is written is NaN. Nothing is assumed of the module that `LoopVerifier` would have to check first.
public struct LoopInterpreter<Number: LoopScalar> {
  private let function: LoopFunction
  private let program: LoopProgram
  private let moduleLayout: LoopLayout
  private let layout: LoopLayout
  private let indices: [BufferID: Range<Int>]
  private let indexCount: Int

  /// Prepares the function called `name`; throws when there is none, or when it means nothing.
  public init(_ module: LoopModule, function name: String) throws(Diagnostic) {
    guard let function = module.functions.first(where: { $0.name == name }) else {
      throw Diagnostic(.loopRun, "module '\(module.name)' has no function '\(name)'")
    }
    let compiler = try LoopCompiler(function, of: module)
    self.function = function
    program = compiler.program
    moduleLayout = try LoopLayout(module)
    layout = compiler.layout
    indices = compiler.indices
    indexCount = compiler.indexCount
  }

  /// Runs the function over `memory` and hands back its f32 arguments as they are afterwards.
  ///
  /// Throws when sizes or arguments are not those of the function, or at the first step that leaves a buffer.
  @discardableResult
  public func run(
    sizes: [Symbol: Int] = [:], arguments: [BufferID: LoopArgument<Number>] = [:],
    memory: LoopMemory<Number>, order: LoopOrder = .forward
  ) throws(Diagnostic) -> [BufferID: [Number]] {
    guard memory.layout == moduleLayout else {
      throw failure("memory was made for another module")
    }
    var integers = program.integers
    try bind(sizes, &integers)
    var indices = try bind(arguments, memory)
    if let fault = execute(&integers, &indices, memory, order) { throw diagnostic(fault) }
    var results: [BufferID: [Number]] = [:]
    for argument in function.arguments where argument.element == .f32 {
      results[argument.name] = layout.places[argument.name].map { Array(memory.storage[$0]) }
    }
    return results
  }

  private func failure(_ message: String) -> Diagnostic {
    Diagnostic(.loopRun, "function '\(function.name)': \(message)")
  }

  // MARK: What the caller gives

  private func bind(_ sizes: [Symbol: Int], _ integers: inout [Int]) throws(Diagnostic) {
    let known = Set(function.sizes.map(\.name))
    if let unknown = sizes.keys.filter({ !known.contains($0) }).min() {
      throw failure("unknown size '\(unknown)'")
    }
    // The compiler gives the sizes the first slots but one.
    for (slot, size) in zip(1..., function.sizes) {
      guard let value = sizes[size.name] else { throw failure("size '\(size.name)' is missing") }
      guard let greatest = size.greatest(beside: sizes) else {
        throw failure("the maximum of '\(size.name)' is not a number but \(size.greatest)")
      }
      guard size.least <= value, value <= greatest else {
        throw failure("size '\(size.name)' is \(value), expected \(size.least) to \(greatest)")
      }
      integers[slot] = value
    }
  }

  /// Puts real arguments behind the module's buffers and hands back the integer ones, -1 where undefined.
  private func bind(
    _ arguments: [BufferID: LoopArgument<Number>], _ memory: LoopMemory<Number>
  ) throws(Diagnostic) -> [Int32] {
    let known = Set(function.arguments.map(\.name))
    if let unknown = arguments.keys.filter({ !known.contains($0) }).min() {
      throw failure("unknown argument '\(unknown)'")
    }
    memory.storage.removeSubrange(moduleLayout.count...)
    memory.storage += repeatElement(.undefined, count: layout.count - moduleLayout.count + 1)
    var integers = [Int32](repeating: -1, count: 1 + indexCount)
    for argument in function.arguments {
      switch (arguments[argument.name], layout.places[argument.name], indices[argument.name]) {
      case (nil, _, _): break
      case (.reals(let values)?, let place?, nil) where values.count <= place.count:
        memory.storage.replaceSubrange(place.prefix(values.count), with: values)
      case (.integers(let values)?, nil, let place?) where values.count <= place.count:
        integers.replaceSubrange(place.prefix(values.count), with: values)
      default:
        throw failure(
          "argument '\(argument.name)' has the wrong element type or more elements than \(argument.type)"
        )
      }
    }
    return integers
  }

  // MARK: The run

  private func execute(
    _ integers: inout [Int], _ indices: inout [Int32], _ memory: LoopMemory<Number>,
    _ order: LoopOrder
  ) -> LoopFault? {
    var numbers = program.numbers.map(Number.value)
    let tables = LoopTables(program)
    return numbers.withUnsafeMutableBufferPointer { numbers in
      integers.withUnsafeMutableBufferPointer { integers in
        indices.withUnsafeMutableBufferPointer { indices in
          memory.storage.withUnsafeMutableBufferPointer { memory in
            // None is empty, so all have an address.
            guard let numbers = numbers.baseAddress, let integers = integers.baseAddress,
              let indices = indices.baseAddress, let memory = memory.baseAddress
            else { return nil }
            var machine = LoopMachine<Number>(
              tables: tables, numbers: numbers, integers: integers, memory: memory,
              indices: indices, order: order)
            return Number.run(&machine)
          }
        }
      }
    }
  }

  private func diagnostic(_ fault: LoopFault) -> Diagnostic {
    switch fault {
    case .outside(let access, let dimension, let index):
      failure(
        "'\(program.accesses[access])' leaves its buffer: index \(index) in dimension \(dimension)")
    case .badIndex(let access, let index, let below):
      failure("'\(program.accesses[access])' is \(index), expected an index from 0 to \(below - 1)")
    case .negative(let index):
      failure("\(index) is used as an index or a dividend, expected at least 0")
    }
  }
}
