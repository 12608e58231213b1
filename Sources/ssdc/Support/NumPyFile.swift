import Diagnostics
import Frontend

/// The float32 arrays that emitted programs write.
enum NumPyFile {
  /// The elements of the array in the file at `path`.
  static func floats(_ path: String) throws -> [Float] {
    let file = try FileReader(path)
    let bytes = try file.read(at: 0, count: file.size)
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw Diagnostic(
        .emittedDiffers, "the program did not write an array", at: FileLocation(path))
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    return Float.littleEndian(bytes[min(start, bytes.count)...])
  }
}

extension Float {
  /// The 32-bit numbers in `bytes`, least significant byte first.
  static func littleEndian(_ bytes: ArraySlice<UInt8>) -> [Float] {
    stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4).map { offset in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
      return Float(bitPattern: bits)
    }
  }
}
