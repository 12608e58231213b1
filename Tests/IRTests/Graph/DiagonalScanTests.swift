import IR
import Testing

/// What operands a diagonal scan takes.
@Suite struct DiagonalScanTests {
  /// The operands of a scan of `channels` channels and `states` states.
  private func operands(channels: Int, states: Int) -> [TensorType] {
    let rows = OperationSamples.type(nil, channels)
    let (rates, factors) = (
      OperationSamples.type(states, channels), OperationSamples.type(nil, states)
    )
    return [rows, rates, factors, factors, rows, rates]
  }

  @Test func scansHaveStatesAndChannels() {
    let scan = DiagonalScan()
    #expect(OperationSamples.refusal(scan, operands(channels: 3, states: 1)) == nil)
    for (channels, states) in [(3, 0), (0, 3), (0, 0)] {
      let refusal = OperationSamples.refusal(scan, operands(channels: channels, states: states))
      #expect(refusal?.contains("needs states and channels") == true)
    }
  }

  @Test func scansHaveAFixedNumberOfStatesAndChannels() {
    var types = operands(channels: 3, states: 2)
    types[1] = OperationSamples.type(nil, 3)
    #expect(OperationSamples.refusal(DiagonalScan(), types)?.contains("fixed") == true)
    let square = OperationSamples.type(nil, nil)
    let all = [TensorType](repeating: square, count: 6)
    #expect(OperationSamples.refusal(DiagonalScan(), all)?.contains("fixed") == true)
  }

  @Test func scalarChannelsAreChannels() {
    let types = operands(channels: 3, states: 2)
    #expect(OperationSamples.refusal(DiagonalScan(scalarChannels: [0..<1, 2..<3]), types) == nil)
    let beyond = OperationSamples.refusal(DiagonalScan(scalarChannels: [2..<4]), types)
    #expect(beyond == "has a scalar decay in channel 3, found 3 channels")
  }
}
