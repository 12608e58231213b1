import Foundation

/// A way in which a model folder can be broken that is found early or only when the weights are read.
enum HostileModel: String, CaseIterable, Sendable {
  case truncatedWeights
  case trailingBytes
  case hugeHeader
  case notANumber
  case brokenConfiguration
  case zeroHeads
  case escapingName

  static let all = allCases

  /// Breaks the model in `folder`.
  func spoil(_ folder: String) throws {
    let weights = URL(fileURLWithPath: "\(folder)/model.safetensors")
    let configuration = URL(fileURLWithPath: "\(folder)/config.json")
    var bytes = try Data(contentsOf: weights)
    var text = String(decoding: try Data(contentsOf: configuration), as: UTF8.self)
    switch self {
    case .truncatedWeights: bytes.removeLast(17)
    case .trailingBytes: bytes.append(contentsOf: [1, 2, 3])
    case .hugeHeader: bytes.replaceSubrange(0..<8, with: [UInt8](repeating: 0xFF, count: 8))
    case .notANumber: bytes.replaceSubrange((bytes.count - 4)..., with: [0, 0, 0xC0, 0x7F])
    case .brokenConfiguration: text.removeLast(2)
    case .zeroHeads: text.replace(/"num_heads": [0-9]+/, with: "\"num_heads\": 0")
    case .escapingName:
      text.replace(/"model_type": "mamba2"/, with: #""model_type": "../*/\"; system(\"""#)
    }
    try bytes.write(to: weights)
    try Data(text.utf8).write(to: configuration)
  }
}
