import Diagnostics

/// Reads the tables of PyTorch checkpoints: a zip archive with a pickle and one entry per storage.
public enum TorchCheckpoint {
  private static let pickleLimit = 16 << 20

  /// The tensors of `file` in the order of its pickle. With `verifying`, the checksums of their data are checked too,
  /// which reads the whole file.
  public static func tensors(in file: FileReader, verifying: Bool) throws -> [StoredTensor] {
    let archive = try ZipArchive(file)
    let pickles = archive.entries.filter { $0.name.hasSuffix("/data.pkl") }
    guard pickles.count == 1, let pickle = pickles.first else {
      throw Diagnostic(
        .zipStructure, "the archive has \(pickles.count) entries data.pkl, expected one",
        at: FileLocation(file.path))
    }
    let root = String(pickle.name.dropLast("data.pkl".count))
    if let order = archive[root + "byteorder"] {
      guard try archive.data(of: order, limit: 16) == Array("little".utf8) else {
        throw Diagnostic(
          .zipUnsupported, "the checkpoint is not little-endian", at: FileLocation(file.path))
      }
    }
    var machine = PickleMachine(try archive.data(of: pickle, limit: pickleLimit)) {
      FileLocation(file.path, "\(pickle.name), byte \($0)")
    }
    var table = TorchTable(archive: archive, root: root)
    for (key, value) in try machine.run() {
      try table.add(key, value)
    }
    if verifying { try table.verify() }
    return table.tensors
  }
}

/// The tensors found so far, and the storages that they view.
private struct TorchTable {
  let archive: ZipArchive
  /// The folder of the archive that holds all entries, with its slash.
  let root: String
  private(set) var tensors: [StoredTensor] = []
  private var names: Set<ByteKey> = []
  private var storages: [String: (storage: PickleStorage, entry: ZipArchive.Entry)] = [:]

  init(archive: ZipArchive, root: String) {
    self.archive = archive
    self.root = root
  }

  /// Adds the pair of a name and a tensor.
  mutating func add(_ key: PickleValue, _ value: PickleValue) throws {
    let file = archive.file
    guard case .string(let name) = key else {
      throw Diagnostic(
        .pickleTensor, "a key of the state dict is not a string", at: FileLocation(file.path))
    }
    func failure(_ message: String) -> Diagnostic {
      Diagnostic(.pickleTensor, "tensor \(named(name)) \(message)", at: FileLocation(file.path))
    }
    guard case .tensor(let tensor) = value else { throw failure("is not a tensor") }
    guard names.insert(ByteKey(name)).inserted else { throw failure("occurs twice") }
    let type = tensor.storage.type
    guard tensor.shape.count <= 8 else {
      throw failure("has rank \(tensor.shape.count), more than 8")
    }
    guard let bytes = StoredTensor.bytes(tensor.shape, type) else {
      throw failure("has shape \(tensor.shape), whose size overflows")
    }
    guard Self.isContiguous(tensor) else {
      throw failure("has strides \(tensor.strides) for shape \(tensor.shape), not row-major")
    }
    let entry = try entry(of: tensor.storage, failure)
    let count = bytes / type.size
    guard count <= tensor.storage.count, tensor.offset <= tensor.storage.count - count else {
      let last = "element \(tensor.offset) + \(count)"
      throw failure("ends at \(last), but its storage has \(tensor.storage.count) elements")
    }
    tensors.append(
      StoredTensor(
        name: name, type: type, shape: tensor.shape, file: file,
        offset: entry.offset + tensor.offset * type.size, bytes: bytes))
  }

  /// Checks the data of all storages in use against their checksums.
  func verify() throws {
    for (_, entry) in storages.values.sorted(by: { $0.entry.offset < $1.entry.offset }) {
      try archive.verify(entry)
    }
  }

  private mutating func entry(
    of storage: PickleStorage, _ failure: (String) -> Diagnostic
  ) throws -> ZipArchive.Entry {
    if let known = storages[storage.key] {
      guard known.storage == storage else {
        throw failure(
          "uses storage '\(storage.key)' with a different type or size than earlier tensors")
      }
      return known.entry
    }
    guard let entry = archive[root + "data/" + storage.key] else {
      throw failure("has storage '\(storage.key)', which is not in the archive")
    }
    let bytes = storage.count.multipliedReportingOverflow(by: storage.type.size)
    guard !bytes.overflow, bytes.partialValue == entry.size else {
      let stated = "\(storage.count) \(storage.type.rawValue)"
      throw failure("has a storage of \(stated), but its entry has \(entry.size) bytes")
    }
    storages[storage.key] = (storage, entry)
    return entry
  }

  /// Whether elements follow one another in row-major order; the stride of an extent of 1 says nothing.
  private static func isContiguous(_ tensor: PickleTensor) -> Bool {
    var expected = 1
    for (extent, stride) in zip(tensor.shape, tensor.strides).reversed() where extent != 1 {
      guard stride == expected || tensor.shape.contains(0) else { return false }
      expected = expected &* extent
    }
    return true
  }
}
