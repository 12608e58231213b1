import Diagnostics

extension PickleMachine {
  /// REDUCE: takes arguments and a function, and puts what the function makes of them.
  mutating func reduce() throws {
    guard case .tuple(let arguments) = try pop(), case .global(let function) = try pop() else {
      throw failure(.pickleMalformed, "the pickle calls something that is not a function")
    }
    switch function {
    case .orderedDictionary:
      guard arguments.items.isEmpty else {
        throw failure(.pickleMalformed, "the pickle calls OrderedDict with arguments")
      }
      pushDictionary(isOrdered: true)
    case .rebuildTensor:
      push(.tensor(try tensor(arguments.items)))
    case .floatStorage, .halfStorage, .bfloat16Storage:
      throw failure(.pickleGlobal, "\(function.rawValue) is called, which is not allowed")
    }
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)`.
  private func tensor(_ arguments: [PickleValue]) throws -> PickleTensor {
    guard arguments.count == 6, case .storage(let storage) = arguments[0],
      case .integer(let offset) = arguments[1], offset >= 0, let shape = arguments[2].extents,
      let strides = arguments[3].extents, shape.count == strides.count,
      case .bool = arguments[4], case .dictionary = arguments[5]
    else { throw failure(.pickleMalformed, "a tensor is built from the wrong arguments") }
    return PickleTensor(storage: storage, offset: Int(offset), shape: shape, strides: strides)
  }

  /// The storage that `('storage', TYPE, KEY, LOCATION, COUNT)` means.
  func storage(_ identifier: PickleValue) throws -> PickleStorage {
    guard case .tuple(let tuple) = identifier, tuple.items.count == 5,
      case .string("storage") = tuple.items[0], case .global(let global) = tuple.items[1],
      let type = global.elementType, case .string(let key) = tuple.items[2],
      case .string = tuple.items[3], case .integer(let count) = tuple.items[4], count >= 0
    else { throw failure(.pickleMalformed, "a persistent id does not name a storage") }
    guard (1...20).contains(key.utf8.count),
      key.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    else {
      throw failure(.pickleTensor, "the storage key \(named(key)) is not a plain number")
    }
    return PickleStorage(type: type, key: key, count: Int(count))
  }
}
