import IR

/// The weights of a model in which the channels of Mamba-1 mixers are sorted: those with one rate for all states come first.
///
/// A Mamba-1 mixer computes the same whatever the order of its channels, so that each mixer has its own. Sorted channels are
/// one range, which the scan computes with one exponential per token and channel. A mixer with fewer such channels than a
/// scan computes at a time keeps its order.
public struct SortedChannels: WeightSource {
  private let source: any WeightSource
  private var axes: [String: ChannelAxis] = [:]

  /// Mixers with fewer channels of one rate keep their order.
  public static let fewest = 16

  /// Whether any mixer's channels are in another order than in `source`.
  public var isReordered: Bool { !axes.isEmpty }

  /// The weights `source` of a model like `architecture`, sorted; reads all rates.
  public init(_ source: any WeightSource, of architecture: Architecture) throws {
    self.source = source
    for (number, block) in architecture.blocks.enumerated() {
      for (prefix, mixer) in BlockNames(block).mixers(of: block) {
        guard case .mamba1(let mamba) = mixer else { continue }
        try sort(mamba, prefix: "blocks.\(number).\(prefix)", width: architecture.width)
      }
    }
  }

  /// Writes the elements `range` of the weight `name`, whose channels are sorted.
  public func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard let axis = axes[name] else { return try source.read(name, range, into: buffer) }
    try axis.read(range, into: buffer) { try source.read(name, $0, into: $1) }
  }

  private mutating func sort(_ mamba: Mamba1Mixer, prefix: String, width: Int) throws {
    let rates = try [Float](unsafeUninitializedCapacity: mamba.inner * mamba.state) {
      let all = UnsafeMutableBufferPointer(rebasing: $0[..<(mamba.inner * mamba.state)])
      try source.read("\(prefix)A_log", 0..<all.count, into: all)
      $1 = all.count
    }
    let isScalar = (0..<mamba.inner).map { channel in
      let row = rates[channel * mamba.state..<(channel + 1) * mamba.state]
      return row.allSatisfy { $0 == row.first }
    }
    let scalar = isScalar.indices.filter { isScalar[$0] }
    let order = scalar + isScalar.indices.filter { !isScalar[$0] }
    guard scalar.count >= Self.fewest, order != Array(isScalar.indices) else { return }
    for parameter in mamba.parameters(width: width) {
      guard let axis = Mamba1Mixer.channelAxes[parameter.name] else { continue }
      axes[prefix + parameter.name] = ChannelAxis(
        order: order, stride: parameter.stored[(axis + 1)...].reduce(1, *))
    }
  }
}

/// The order of the channels along one axis of a row-major weight.
private struct ChannelAxis {
  /// The stored channel at each place.
  var order: [Int]
  /// Elements from one channel to the next.
  var stride: Int

  /// Elements of all channels together.
  private var span: Int { order.count * stride }

  /// Reads the elements `range` as if the channels were stored in order.
  func read(
    _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>,
    stored: (Range<Int>, UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    if stride == 1 { return try gather(range, into: buffer, stored) }
    var next = range.lowerBound
    while next < range.upperBound {
      let end = min(range.upperBound, (next / stride + 1) * stride)
      let start = place(of: next)
      let part = buffer[next - range.lowerBound..<end - range.lowerBound]
      try stored(start..<start + end - next, UnsafeMutableBufferPointer(rebasing: part))
      next = end
    }
  }

  /// Reads whole rows of channels, and picks those that are asked for: single elements would be a read each.
  private func gather(
    _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>,
    _ stored: (Range<Int>, UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    let row = UnsafeMutableBufferPointer<Float>.allocate(capacity: span)
    defer { row.deallocate() }
    var next = range.lowerBound
    while next < range.upperBound {
      let first = next / span * span
      let end = min(range.upperBound, first + span)
      try stored(first..<first + span, row)
      for element in next..<end { buffer[element - range.lowerBound] = row[order[element - first]] }
      next = end
    }
  }

  /// Where `element` is stored.
  private func place(of element: Int) -> Int {
    let (channel, inner) = (element % span / stride, element % stride)
    return element / span * span + order[channel] * stride + inner
  }
}
