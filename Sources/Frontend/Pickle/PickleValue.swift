/// What the pickle machine computes with.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int64)
  case string(String)
  case tuple(PickleTuple)
  /// The dictionary with this number: dictionaries are shared, and filled after they are made.
  case dictionary(Int)
  case global(PickleGlobal)
  // Indirect, so that the many other values stay small.
  indirect case storage(PickleStorage)
  indirect case tensor(PickleTensor)

  /// How deep tuples nest in the value.
  var depth: Int {
    if case .tuple(let tuple) = self { tuple.depth } else { 0 }
  }

  /// The integers of a tuple of integers that are not negative, else nil.
  var extents: [Int]? {
    guard case .tuple(let tuple) = self else { return nil }
    var extents: [Int] = []
    for item in tuple.items {
      guard case .integer(let value) = item, value >= 0 else { return nil }
      extents.append(Int(value))
    }
    return extents
  }
}

/// A tuple, which knows how deep tuples nest in it: dropping a value recurses that deep.
struct PickleTuple {
  let items: [PickleValue]
  let depth: Int

  init(_ items: [PickleValue]) {
    self.items = items
    self.depth = 1 + (items.map(\.depth).max() ?? 0)
  }
}

/// A dictionary, or an ordered one, which may carry attributes that are dropped.
struct PickleDictionary {
  var isOrdered: Bool
  var pairs: [(key: PickleValue, value: PickleValue)] = []
}

/// The only names outside the pickle that it may use. None of them is ever called: each stands for what the machine does.
enum PickleGlobal: String, CaseIterable {
  case orderedDictionary = "collections.OrderedDict"
  case rebuildTensor = "torch._utils._rebuild_tensor_v2"
  case floatStorage = "torch.FloatStorage"
  case halfStorage = "torch.HalfStorage"
  case bfloat16Storage = "torch.BFloat16Storage"

  /// The type of the elements, of the three kinds of storage.
  var elementType: StoredType? {
    switch self {
    case .orderedDictionary, .rebuildTensor: nil
    case .floatStorage: .f32
    case .halfStorage: .f16
    case .bfloat16Storage: .bf16
    }
  }
}

/// A run of elements in an entry `data/KEY` of the archive.
struct PickleStorage: Equatable {
  let type: StoredType
  let key: String
  let count: Int
}

/// A view of a storage.
struct PickleTensor {
  let storage: PickleStorage
  /// The first element.
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}
