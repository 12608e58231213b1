import IR
import Project

/// What a sequence keeps in memory: a state of fixed size, and keys and values that grow with every token.
struct MemoryFacts {
  /// Bytes of convolution tails and SSM states.
  var stateBytes = 0
  /// Bytes of keys and values of one token.
  var cacheBytesPerToken = 0
  /// The most tokens whose keys and values are kept.
  var context: Int

  /// The memory of `states` in a model of `context` tokens.
  init(_ states: [StateDeclaration], context: Int) {
    self.context = context
    for state in states {
      // A growing state has the extents of one token behind its first.
      let isCache = state.type.shape.first == .past(context)
      let extents = state.type.extents(tokens: 0).dropFirst(isCache ? 1 : 0)
      let bytes = 4 * (state.count ?? 1) * extents.reduce(1, *)
      if isCache { cacheBytesPerToken += bytes } else { stateBytes += bytes }
    }
  }

  /// The length from which on keys and values take more memory than the state; nil where there are no keys.
  ///
  /// In a model without a state of its own it is the first token already.
  var crossover: Int? {
    cacheBytesPerToken == 0 ? nil : stateBytes / cacheBytesPerToken + 1
  }

  /// The facts under the keys of `inspect`.
  var members: [OrderedJSON.Member] {
    [
      .init("state_bytes", .integer(stateBytes)),
      .init("cache_bytes_per_token", .integer(cacheBytesPerToken)),
      .init("context", cacheBytesPerToken == 0 ? .null : .integer(context)),
      .init("state_smaller_than_cache_from_token", crossover.map { .integer($0) } ?? .null),
    ]
  }
}
