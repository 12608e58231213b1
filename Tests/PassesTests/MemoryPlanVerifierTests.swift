import Diagnostics
import Frontend
import IR
import Testing

@testable import Check
@testable import Passes

@Suite struct MemoryPlanVerifierTests {
  /// A planned model of two blocks.
  private static let model = Result {
    let mixers = [TestModels.mixer(), TestModels.mixer()]
    let module = try GraphImporter.module(of: TestModels.architecture(mixers))
    return try Pipeline.run(module, PassOptions(chunk: 4))
  }

  private func planned() throws -> LoopModule { try Self.model.get() }

  /// What the verifier says of `module`, nil where it is content.
  private func complaint(_ module: LoopModule) -> String? {
    do {
      try MemoryPlanVerifier.verify(module)
      return nil
    } catch let error as Diagnostic {
      #expect(error.id == .badMemoryPlan)
      return error.message
    } catch {
      return "\(error)"
    }
  }

  @Test func soundPlansPass() throws {
    #expect(complaint(try planned()) == nil)
  }

  /// Pairs of buffers that are live together, and the one of them that is then read in vain.
  @Test(arguments: [
    ("scores", "scaled", "scaled"), ("normed", "hidden", "hidden"),
    ("scanned", "convolved", "convolved"),
    ("normed_3", "hidden", "hidden"), ("convolved_2", "in_proj_out_2", "convolved_2"),
    ("decay_logs", "scores", "decay_logs"),
  ])
  func liveBuffersKeepTheirPlaces(moved: String, onto: String, lost: String) throws {
    let message = complaint(
      try Sabotage("plan-memory", "", .place(moved, onto)).applied(to: planned()))
    #expect(
      message?.contains("reads buffer '\(lost)' after its memory was reassigned") == true,
      "\(message ?? "no complaint")")
  }

  @Test(arguments: ["hidden", "head", "blocks0_ssm"] as [BufferID], [nil, -64, 32, 65])
  func placesAreAligned(name: BufferID, offset: Int?) throws {
    var module = try planned()
    let index = try #require(module.buffers.firstIndex { $0.name == name })
    module.buffers[index].space =
      switch module.buffers[index].space {
      case .parameter: .parameter(offset: offset)
      case .state: .state(offset: offset)
      case .scratch: .scratch(offset: offset)
      case .stack, .argument: module.buffers[index].space
      }
    #expect(complaint(module) == "buffer '\(name)' has no place at a multiple of 64 bytes")
  }

  @Test(arguments: [
    ("blocks0_conv_tail", "blocks0_ssm", "state"), ("embedding", "head", "parameter"),
  ])
  func weightsAndStatesShareNothing(moved: String, onto: String, kind: String) throws {
    let message = complaint(
      try Sabotage("plan-memory", "", .place(moved, onto)).applied(to: planned()))
    #expect(message?.hasPrefix("\(kind)s '") == true && message?.hasSuffix("overlap") == true)
    #expect(message?.contains("'\(moved)'") == true)
  }

  /// A module of two buffers, `hidden` and `other`, 16 elements each, that runs `body`.
  private func module(otherAt offset: Int, _ body: [Statement]) -> LoopModule {
    LoopModule(
      name: "m",
      buffers: [
        Buffer("hidden", .f32, [16], .scratch(offset: 0)),
        Buffer("other", .f32, [16], .scratch(offset: offset)),
      ], handover: "hidden", functions: [LoopFunction(name: "prefill", body: body)])
  }

  private func store(_ buffer: BufferID, _ value: Expression = .constant(1)) -> Statement {
    .loop(Loop("i", to: [16], kind: .parallel, [.store(Access(buffer, ["i"]), value)]))
  }

  /// The rows that a body leaves are read by the next function, so they must outlive the body.
  @Test func rowsOutliveTheBody() {
    let early = [store("other"), store("hidden")]
    let late = [store("hidden"), store("other")]
    #expect(complaint(module(otherAt: 0, early)) == nil)
    #expect(complaint(module(otherAt: 64, late)) == nil)
    #expect(
      complaint(module(otherAt: 0, late))
        == "function 'prefill' reassigns the memory of 'hidden' and does not write it again"
    )
  }

  /// A stage that writes what it reads still needs what was there before.
  @Test func updatesInPlaceNeedTheOldNumbers() {
    let read = Expression.load(Access("hidden", ["i"]))
    for update in [
      store("hidden", .unary(.negate, read)),
      .loop(Loop("i", to: [16], [.accumulate(Access("hidden", ["i"]), .constant(1))])),
    ] {
      let body = [store("hidden"), store("other"), update]
      #expect(complaint(module(otherAt: 64, body)) == nil)
      #expect(complaint(module(otherAt: 0, body))?.contains("reads buffer 'hidden'") == true)
    }
  }

  /// What one iteration writes last may be read first by the next.
  @Test func iterationsOverStagesAreFollowedTwice() {
    let read = store("hidden", .load(Access("hidden", ["i"])))
    let body = [store("hidden"), .loop(Loop("block", to: [2], [read, store("other")]))]
    #expect(complaint(module(otherAt: 64, body)) == nil)
    #expect(
      complaint(module(otherAt: 0, body))?.contains("reads buffer 'hidden' after") != nil)
  }
}
