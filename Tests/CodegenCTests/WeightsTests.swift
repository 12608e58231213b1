import Diagnostics
import Foundation
import IR
import Testing

@testable import CodegenC
@testable import Project

@Suite struct WeightsTests {
  private static let hash = SHA256.digest("model".utf8)

  private static func layout() throws -> WeightsLayout {
    try WeightsLayout(
      [
        .init("b \"quoted\"", .f32, [3, 7], at: 128), .init("a", .f32, [5], at: 0),
        .init("c", .f32, [16], at: 256),
      ], payloadBytes: 384)
  }

  /// `count` values from `first` on, in chunks of at most 4.
  private static func chunks(_ first: Int, _ count: Int) -> WeightsWriter.Chunks {
    var done = 0
    return {
      guard done < count else { return nil }
      let next = min(4, count - done)
      defer { done += next }
      return StoredElement.f32.encoded((0..<next).map { Float(first + done + $0) })
    }
  }

  private static func write(_ layout: WeightsLayout, to path: String, missing: Int = 0) throws
    -> WeightsFile
  {
    try WeightsWriter.write(layout, model: ModelName("toy"), to: path, modelHash: { hash }) {
      entry in
      chunks(1000 * entry.shape.count, entry.count - missing)
    }
  }

  @Test func aFileIsValidSafetensors() throws {
    let folder = try Folder()
    let file = try Self.write(Self.layout(), to: folder.path("w.safetensors"))
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("w.safetensors")))
    #expect(data.count == file.bytes && file.payloadOffset % 4096 == 0)
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length + 8 == file.payloadOffset)
    let header = try #require(
      JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: [String: Any]])
    let payload = Data(data[(8 + length)...])
    #expect(SHA256.digest(data[..<(8 + length)]) == file.headerHash)
    #expect(SHA256.digest(payload) == file.payloadHash)
    let metadata = header["__metadata__"] as? [String: String]
    #expect(metadata?["model_hash"] == Self.hash.hexadecimal)
    #expect(metadata?["payload_hash"] == file.payloadHash.hexadecimal)
    // Every byte belongs to exactly one tensor.
    let spans = header.compactMap { $0.value["data_offsets"] as? [Int] }.sorted { $0[0] < $1[0] }
    #expect(spans.first?.first == 0 && spans.last?.last == payload.count)
    for (left, right) in zip(spans, spans.dropFirst()) { #expect(left[1] == right[0]) }
    #expect(header.count == 1 + 3 + 3)
    let b = try #require(header["b \"quoted\""])
    #expect(b["dtype"] as? String == "F32" && b["shape"] as? [Int] == [3, 7])
    let values = payload[128..<128 + 84].withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    #expect(values == (0..<21).map { Float(2000 + $0) })
    #expect(payload[20..<128].allSatisfy { $0 == 0 })
  }

  @Test func nothingIsLeftOfAFailure() throws {
    let folder = try Folder()
    let path = folder.path("w.safetensors")
    for missing in [1, -1] {
      #expect {
        try Self.write(Self.layout(), to: path, missing: missing)
      } throws: { ($0 as? Diagnostic)?.id == .badWeightValues }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    #expect {
      try Self.write(Self.layout(), to: folder.path("absent/w.safetensors"))
    } throws: { ($0 as? Diagnostic)?.id == .cannotWrite }
  }

  @Test func aFullDiskIsTold() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    try #require(full >= 0)
    #expect {
      try [UInt8](repeating: 1, count: 64).withUnsafeBytes {
        try OutputFile.write($0, at: nil, to: full, "somewhere")
      }
    } throws: { error in
      let diagnostic = error as? Diagnostic
      return diagnostic?.id == .cannotWrite && diagnostic?.id.exit == .environment
        && diagnostic?.message.contains("No space left") == true
    }
  }

  @Test func layoutsThatOverlapAreRefused() {
    func isRefused(_ entries: [WeightsLayout.Entry], _ bytes: Int) -> Bool {
      do {
        _ = try WeightsLayout(entries, payloadBytes: bytes)
        return false
      } catch { return (error as? Diagnostic)?.id == .badProject }
    }
    #expect(isRefused([.init("a", .f32, [17], at: 0), .init("b", .f32, [1], at: 64)], 128))
    #expect(isRefused([.init("a", .f32, [1], at: 4)], 64))
    #expect(isRefused([.init("a", .f32, [1], at: 0), .init("a", .f32, [1], at: 64)], 128))
    #expect(isRefused([.init("a", .f32, [17], at: 0)], 64))
    #expect(isRefused([.init("padding.0", .f32, [1], at: 0)], 64))
    #expect(isRefused([.init("__metadata__", .f32, [1], at: 0)], 64))
  }

  @Test func digestsAreThoseOfTheStandard() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(SHA256.digest("abc".utf8).hexadecimal == abc)
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(SHA256.digest([]).hexadecimal == empty)
  }
}
