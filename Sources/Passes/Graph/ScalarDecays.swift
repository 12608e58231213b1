import IR

/// What was found of the rates of like blocks: which channels have the same rate for all states.
public struct ScalarDecays: Hashable, Sendable {
  /// The source of the first block's rates.
  var parameter: String
  /// The numbers of the blocks.
  public var blocks: [Int]
  /// How many channels of each block have one rate.
  public var counts: [Int]
  /// How many channels a block has.
  public var channels: Int
  /// The channels that are computed with one decay: they have one rate in all blocks, and fill the tiles of the scan.
  public var promoted: Range<Int>

  /// What `weights` say of `parameter`, whose channels are its last dimension.
  init(of parameter: Parameter, _ weights: any WeightSource) throws {
    let channels = parameter.type.extents(tokens: 0)[1]
    let stream = ParameterStream(parameter, from: weights)
    let slices = try (0..<(parameter.count ?? 1)).map {
      Self.scalarChannels(try stream.transformed($0), channels)
    }
    self.parameter = parameter.sourceName(0)
    self.channels = channels
    blocks = parameter.blocks
    counts = slices.map { $0.count { $0 } }
    promoted = Self.tiles((0..<channels).map { channel in slices.allSatisfy { $0[channel] } })
  }

  /// In words, blocks with as many such channels together: `blocks 0, 1: 20 of 64 channels`.
  public var lines: [String] {
    var numbers: [(count: Int, blocks: [Int])] = []
    for (count, block) in zip(counts, blocks.isEmpty ? [0] : blocks) {
      if let index = numbers.firstIndex(where: { $0.count == count }) {
        numbers[index].blocks.append(block)
      } else {
        numbers.append((count, [block]))
      }
    }
    return numbers.map { count, blocks in
      let list = blocks.map(String.init).joined(separator: ", ")
      let line = "blocks \(list): \(count) of \(channels) channels"
      return count == 0 ? line : "\(line), \(promoted.count) with one exponential"
    }
  }

  /// Whether each channel has the same number for all states, in `values [state, channel]`.
  private static func scalarChannels(_ values: [Double], _ channels: Int) -> [Bool] {
    (0..<channels).map { channel in
      stride(from: channel, to: values.count, by: channels).allSatisfy {
        values[$0] == values[channel]
      }
    }
  }

  /// Channels that are looked at together: shorter runs are not worth loops of their own.
  private static let size = 16

  /// The longest run of tiles that has only such channels: mixed tiles would cost both ways of computing.
  private static func tiles(_ isScalar: [Bool]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for tile in stride(from: 0, to: isScalar.count, by: size) {
      let end = min(tile + size, isScalar.count)
      if !isScalar[tile..<end].allSatisfy({ $0 }) {
        start = end
      } else if end - start > best.count {
        best = start..<end
      }
    }
    return best
  }
}
