import Testing

@Suite struct OptTests {
  /// The names that `opt --list` prints, in the order of the pipeline.
  static func passes() throws -> [String] {
    let outcome = try SSDCProcess.run(["opt", "--list"])
    #expect(outcome.code == 0)
    return outcome.output.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first.map(String.init)
    }
  }

  @Test(arguments: ["examples/descriptions/tiny-random.yaml", "examples/classics-3m"])
  func everyPassRunsByNameAndItsTextParsesAgain(model: String) throws {
    let emitted = try SSDCProcess.run(["compile", model, "--emit", "ir"])
    #expect(emitted.code == 0, "\(emitted.errors)")
    var text = emitted.output
    let passes = try Self.passes()
    #expect(passes.first == "recognize-semiseparable")
    #expect(passes.contains("lower-to-loops"))
    #expect(passes.last == "plan-memory")
    for pass in passes {
      let outcome = try SSDCProcess.run(["opt", "-", "--pass", pass, "--chunk", "16"], input: text)
      #expect(outcome.code == 0, "\(pass): \(outcome.errors)")
      #expect(!outcome.output.isEmpty)
      let again = try SSDCProcess.run(["opt", "-"], input: outcome.output)
      #expect(again.code == 0, "after \(pass): \(again.errors)")
      #expect(again.output == outcome.output, "after \(pass)")
      text = outcome.output
    }
  }

  @Test func passesOfTheOtherLevelAreRefused() throws {
    let emitted = try SSDCProcess.run(
      ["compile", "examples/descriptions/tiny-random.yaml", "--emit", "ir"])
    let outcome = try SSDCProcess.run(["opt", "-", "--pass", "vectorize"], input: emitted.output)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("error[E0602]"))
  }

  /// No defect of the compiler: no plan of the memory could be right.
  @Test func scratchThatIsReadBeforeItIsWrittenIsRefused() throws {
    let text = """
      loop module m {
        buffer a : f32[4] in scratch
        buffer b : f32[4] in scratch
        func f() {
          for i in 0 ..< 4 {
            b[i] = a[i]
          }
        }
      }

      """
    let outcome = try SSDCProcess.run(["opt", "-", "--pass", "plan-memory"], input: text)
    #expect(outcome.code == 3, "\(outcome.errors)")
    #expect(outcome.errors.contains("error[E0554]: scratch buffer 'a' is read before"))
  }

  @Test(arguments: ["", "loop", "module", "\u{0}", "loop module x {", "module m { func"])
  func brokenTextIsRefused(text: String) throws {
    let outcome = try SSDCProcess.run(["opt", "-"], input: text)
    #expect(outcome.code == 3)
    #expect(outcome.errors.hasPrefix("error[E0"))
  }
}
