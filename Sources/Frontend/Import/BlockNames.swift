/// How the parts of a block are called: the names of parameters and states below the block's own.
///
/// In a block with a single mixer nothing is put in front; else the names of a branch start with that of its mixer, such as
/// `attention.`, numbered from the second of its kind on: `attention2.`. A second Mamba-1 is `mamba_2.`, because what starts
/// with `mamba2` is of another kind. A norm is called after the first branch behind it.
struct BlockNames {
  /// What stands in front of the names of each branch, by layer, part and branch.
  let prefixes: [[[String]]]

  /// The names in `block`.
  init(_ block: Block) {
    let isAlone = block.mixers.count == 1
    var counts: [String: Int] = [:]
    prefixes = block.layers.map { layer in
      layer.parts.map { part in
        part.branches.map { branch in
          if isAlone { return "" }
          let name = type(of: branch.mixer.definition).name
          let count = counts[name, default: 0] + 1
          counts[name] = count
          return Self.numbered(name, count) + "."
        }
      }
    }
  }

  /// The mixers of `block`, whose names these are, each with what stands in front of its own.
  func mixers(of block: Block) -> [(prefix: String, mixer: Mixer)] {
    let flat = prefixes.flatMap { $0.flatMap { $0 } }
    return zip(flat, block.mixers).map { ($0, $1) }
  }

  /// The name of the mixer that is the `count`-th of the kind called `name`.
  private static func numbered(_ name: String, _ count: Int) -> String {
    if count == 1 { return name }
    let numbered = "\(name)\(count)"
    let readsAsOther = Mixer.kinds.contains {
      $0.name.count > name.count && numbered.hasPrefix($0.name)
    }
    return readsAsOther ? "\(name)_\(count)" : numbered
  }
}

extension Block {
  /// What the block learns, in a model of `width` channels, in the order of the graph.
  func parameters(width: Int) -> [MixerParameter] {
    let names = BlockNames(self)
    return zip(layers, names.prefixes).flatMap { layer, prefixes in
      zip(layer.parts, prefixes).flatMap { part, prefixes in
        let first = prefixes.first ?? ""
        return (part.shared?.parameters(width: width).map { $0.below(first) } ?? [])
          + part.norm.parameters(first + "norm", width: width)
          + zip(part.branches, prefixes).flatMap { branch, prefix in
            branch.mixer.definition.parameters(width: width).owned(by: branch.mixer)
              .map { $0.below(prefix) }
          }
      }
    }
  }

  /// What the block keeps between calls, in the order of the graph.
  var states: [MixerState] {
    let names = BlockNames(self)
    return zip(layers, names.prefixes).flatMap { layer, prefixes in
      zip(layer.parts, prefixes).flatMap { part, prefixes in
        (part.shared?.states.map { $0.below(prefixes.first ?? "") } ?? [])
          + zip(part.branches, prefixes).flatMap { branch, prefix in
            branch.mixer.definition.states.map { $0.below(prefix) }
          }
      }
    }
  }
}
