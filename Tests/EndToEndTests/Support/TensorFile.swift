import Foundation
import Frontend
import Testing

/// A safetensors file of expected results: 32-bit floats and integers.
struct TensorFile {
  private let path: String
  private let tensors: [String: StoredTensor]

  init(_ path: String) throws {
    self.path = path
    let found = try Safetensors.tensors(in: FileReader(path))
    tensors = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
  }

  /// Whether there is a tensor `name`.
  func has(_ name: String) -> Bool { tensors[name] != nil }

  /// The extents of the tensor `name`.
  func shape(_ name: String) throws -> [Int] { try tensor(name).shape }

  /// The numbers of `name`, in rows along its last axis.
  func matrix(_ name: String) throws -> Matrix {
    let tensor = try tensor(name)
    try #require(tensor.type == .f32)
    return Matrix(width: tensor.shape.last ?? 1, elements: Matrix.floats(try bytes(tensor)[...]))
  }

  /// The integers of `name`.
  func integers(_ name: String) throws -> [Int] {
    let tensor = try tensor(name)
    try #require(tensor.type == .i32)
    return Matrix.floats(try bytes(tensor)[...]).map { Int(Int32(bitPattern: $0.bitPattern)) }
  }

  private func tensor(_ name: String) throws -> StoredTensor {
    try #require(tensors[name], "\(path) has no tensor '\(name)'")
  }

  private func bytes(_ tensor: StoredTensor) throws -> [UInt8] {
    try tensor.file.read(at: tensor.offset, count: tensor.bytes)
  }
}
