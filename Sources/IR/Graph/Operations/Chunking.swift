/// The chunks that cover `tokens` tokens, the last one possibly shorter.
func chunks(of size: Int, in tokens: Int) -> [Range<Int>] {
  stride(from: 0, to: tokens, by: size).map { $0..<min($0 + size, tokens) }
}

/// The running sums of decay logs inside each chunk, `cs_t = Σ_{start ≤ i ≤ t} la_i`, of shape `[T, H]`.
func runningLogs<S: Semantics>(
  _ logs: Tensor<S.Element>, chunk: Int, _: S.Type
) -> Tensor<S.Element> {
  let heads = logs.shape[1]
  var sums = logs
  for t in 0..<logs.shape[0] where t % chunk != 0 {
    for h in 0..<heads {
      let flat = t * heads + h
      sums.elements[flat] = S.logAdd(sums.elements[flat - heads], sums.elements[flat])
    }
  }
  return sums
}

/// The attribute that every chunk operation carries.
func chunkAttribute(_ size: Int) -> [Attribute] { [Attribute("chunk", .integer(size))] }
