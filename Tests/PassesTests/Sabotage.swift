import Diagnostics
import IR
import Testing

@testable import Check
@testable import Passes

/// One way in which a pass could break a model, done on purpose to what the pass leaves.
struct Sabotage: Sendable, CustomTestStringConvertible {
  /// What is done.
  enum Damage: Sendable {
    /// Replaces every occurrence of some text of the module by other text.
    case text(String, String)
    /// Swaps the sections with the given first words, in every function that has both in one body.
    case order(String, String)
    /// Gives the first buffer the place of the second.
    case place(String, String)
  }

  /// The pass that is damaged.
  var pass: String
  /// What has gone wrong.
  var title: String
  /// The identifier of the error that must come of it.
  var code: String
  /// How.
  var damage: Damage

  /// Damage of `pass` that must end in the error `code`.
  init(_ pass: String, _ title: String, _ damage: Damage, code: String = "E0603") {
    (self.pass, self.title, self.damage, self.code) = (pass, title, damage, code)
  }

  var testDescription: String { "\(pass): \(title)" }

  /// The damaged graph.
  func applied(to module: Module) throws -> Module {
    guard case .text(let old, let new) = damage else { return module }
    return try GraphParser.parse(try replaced(GraphPrinter.print(module), old, new))
  }

  /// The damaged loops.
  func applied(to module: LoopModule) throws -> LoopModule {
    var module = module
    switch damage {
    case .text(let old, let new):
      module = try LoopParser.parse(try replaced(LoopPrinter.print(module), old, new))
    case .order(let left, let right):
      let sound = module
      for index in module.functions.indices {
        module.functions[index].body = Self.swapped(module.functions[index].body, left, right)
      }
      try #require(module != sound, "no sections '\(left)' and '\(right)'")
    case .place(let left, let right):
      let moved = try #require(module.buffers.firstIndex { $0.name.text == left })
      module.buffers[moved].space = try #require(module.buffers.first { $0.name.text == right })
        .space
    }
    return module
  }

  private func replaced(_ text: String, _ old: String, _ new: String) throws -> String {
    try #require(text.contains(old), "nothing to damage: \(old)")
    return text.replacing(old, with: new)
  }

  private static func swapped(
    _ statements: [Statement], _ left: String, _ right: String
  ) -> [Statement] {
    func position(_ words: String) -> Int? {
      statements.firstIndex {
        if case .section(let title, _) = $0 { title.title.hasPrefix(words) } else { false }
      }
    }
    var statements = statements
    if let first = position(left), let second = position(right) {
      statements.swapAt(first, second)
      return statements
    }
    return statements.map { statement in
      switch statement {
      case .loop(var loop):
        loop.body = swapped(loop.body, left, right)
        return .loop(loop)
      case .team(let body): return .team(swapped(body, left, right))
      case .section(let title, let body): return .section(title, swapped(body, left, right))
      case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call:
        return statement
      }
    }
  }
}
