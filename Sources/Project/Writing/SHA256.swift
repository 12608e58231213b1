import RuntimeHash

/// SHA-256 under way, by the very C file that emitted programs check their weights with.
public struct SHA256 {
  private var hash = ssdc_sha256()

  /// A hash over no bytes.
  public init() { ssdc_sha256_init(&hash) }

  /// Takes more bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    ssdc_sha256_update(&hash, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes taken, 32 bytes.
  public consuming func digest() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    ssdc_sha256_final(&hash, &bytes)
    return Digest(bytes: bytes)
  }

  /// The digest of `bytes`.
  public static func digest(_ bytes: some Sequence<UInt8>) -> Digest {
    var hash = SHA256()
    Array(bytes).withUnsafeBytes { hash.update($0) }
    return hash.digest()
  }
}

/// A SHA-256 digest.
public struct Digest: Hashable, Sendable {
  /// Its 32 bytes.
  public let bytes: [UInt8]

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// 64 hexadecimal digits.
  public var hexadecimal: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
