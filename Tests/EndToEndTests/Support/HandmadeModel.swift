import Foundation

/// A checkpoint put together by a test: a configuration and tensors of 32-bit floats.
struct HandmadeModel {
  /// The text of config.json.
  var configuration: String
  /// Shapes and values by name.
  var tensors: [(name: String, shape: [Int], values: [Float])] = []

  /// Adds a tensor.
  mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
    tensors.append((name, shape, values))
  }

  /// Writes the model into `folder`.
  func write(to folder: String) throws {
    var header: [String] = []
    var payload = Data()
    for tensor in tensors {
      let start = payload.count
      tensor.values.withUnsafeBytes { payload.append(contentsOf: $0) }
      header.append(
        "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape),"
          + "\"data_offsets\":[\(start),\(payload.count)]}")
    }
    var text = "{" + header.joined(separator: ",") + "}"
    text += String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
    var file = Data()
    withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { file.append(contentsOf: $0) }
    file.append(contentsOf: Array(text.utf8))
    file.append(payload)
    try file.write(to: URL(fileURLWithPath: "\(folder)/model.safetensors"))
    try Data(configuration.utf8).write(to: URL(fileURLWithPath: "\(folder)/config.json"))
  }
}
