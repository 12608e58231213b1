import Diagnostics
import IR
import Passes

/// Tells a memory plan that is wrong from loops that have none, which only loops written by hand can be.
enum ScratchCheck {
  /// Throws E0554 where a function reads a scratch buffer before it writes it.
  ///
  /// Each buffer is checked as if it had all memory to itself, so that no plan can be at fault.
  static func refuseUnwritten(in module: LoopModule) throws {
    for index in module.buffers.indices {
      guard case .scratch = module.buffers[index].space else { continue }
      do {
        try MemoryPlanVerifier.verify(module.givingMemory(onlyTo: index))
      } catch let fault as Diagnostic where fault.id == .badMemoryPlan {
        throw Diagnostic(
          .loopStructure,
          "scratch buffer '\(module.buffers[index].name)' is read before it is written")
      }
    }
  }
}

extension LoopModule {
  /// The same loops, with the buffer at `index` alone in scratch memory.
  fileprivate func givingMemory(onlyTo index: Int) -> LoopModule {
    var result = self
    for other in buffers.indices {
      result.buffers[other].space = other == index ? .scratch(offset: 0) : .argument
    }
    return result
  }
}
