import Diagnostics
import Testing

@testable import Frontend

@Suite struct JSONReaderTests {
  private func read(_ text: String, nonFinite: Bool = false) throws -> JSONValue {
    try JSONReader.read(
      Array(text.utf8), file: "t.json", options: JSONOptions(allowNonFinite: nonFinite))
  }

  @Test func readsEveryKindOfValue() throws {
    let value = try read(
      #" {"a":[null,true,false,-12,0,1.5,-0,2E3,9223372036854775807], "#
        + #""b\u0063":"x\"\\\/\b\f\n\r\tλ\ud83d\ude00"} "#)
    let numbers = try #require(value["a"]?.array)
    #expect(numbers[0].isNull)
    #expect(numbers[1].bool == true && numbers[2].bool == false)
    #expect(numbers[3].integer == -12 && numbers[4].integer == 0)
    #expect(numbers[5].number == 1.5 && numbers[5].integer == nil)
    #expect(numbers[6].integer == nil && numbers[6].number?.sign == .minus)
    #expect(numbers[7].number == 2000 && numbers[7].integer == nil)
    #expect(numbers[8].integer == Int64.max)
    #expect(value["bc"]?.string == "x\"\\/\u{8}\u{c}\n\r\tλ😀")
    #expect(value.object?.members.map(\.offset) == [2, 62])
  }

  @Test func keysDifferByBytesNotByCanonicalEquivalence() throws {
    let value = try read("{\"\u{e9}\": 1, \"e\u{301}\": 2}")
    #expect(value["\u{e9}"]?.integer == 1)
    #expect(value["e\u{301}"]?.integer == 2)
  }

  @Test func nonFiniteNumbersNeedTheOption() throws {
    let value = try read("[Infinity, -Infinity, NaN, -1]", nonFinite: true)
    #expect(value.array?[0].number == .infinity && value.array?[1].number == -.infinity)
    #expect(value.array?[2].number?.isNaN == true && value.array?[3].integer == -1)
    expect(.jsonNumber, at: "byte 1", "NaN and Infinity") { try read("[Infinity]") }
    expect(.jsonSyntax, at: "byte 2", "a digit") { try read("[-Infinity]") }
  }

  @Test func readsTenMegabytesInASecond() throws {
    var bytes = Array("{".utf8)
    for index in 0..<250_000 {
      bytes += Array("\"piece number \(index) of many\":\(index),\n".utf8)
    }
    bytes += Array("\"end\":0}".utf8)
    #expect(bytes.count > 9_000_000)
    let clock = ContinuousClock()
    var count = 0
    let time = try clock.measure {
      count = try JSONReader.read(bytes, file: "big.json").object?.members.count ?? 0
    }
    #expect(count == 250_001)
    // Debug builds are an order of magnitude slower than release builds.
    #expect(time < .seconds(20), "\(time)")
  }
}
