/// Loop programs in textual form that several tests look at.
enum LoopSamples {
  /// Every form of the language once, verified, in canonical spelling.
  static let tour = """
    loop module tour {
      buffer embedding : f32[10, 16] in parameter(0)
      buffer w : f32[16, 16] in parameter(640)
      buffer panels : f32[16, 16] panels(16) in parameter
      buffer tail : f32[3, 16] in state
      buffer x : f32[32, 16] in scratch(0)
      buffer y : f32[32, 16] in scratch(2048)
      buffer norms : f32[32] in scratch

      func prefill(n: 1...32, past: 0...64 - n, ids: i32[32], logits: f32[16]) {
        // Rows are embedded, scaled and projected.
        //
        // Nothing is masked.
        section "embed \\"ids\\"" {
          team {
            parallel for t in 0 ..< n {
              index id = ids[t] below 10
              simd for c in 0 ..< 16 {
                x[t, c] = embedding[id, c]
              }
            }
            parallel for t0 in 0 ..< n by 8 {
              for i in 0 ..< min(8, n - t0) {
                let s = 0.0
                simd(sums: s) for c in 0 ..< 16 {
                  s = s + x[i + t0, c] * x[i + t0, c]
                }
                norms[i + t0] = rsqrt(s / 16.0 + 1e-05)
              }
            }
            parallel for t in 0 ..< n {
              parallel for c in 0 ..< 16 {
                index panel = c / 4
                index lane = (c + 3) % 4
                index few = min(n, 3, c)
                x[t, c] = min(max(x[t, c] * norms[t], -inf), -(x[t, c] - 1.0)) * -1.5
                x[t, c] += -exp(x[t, c]) / embedding[panel, lane] - (w[0, 0] - 2.0)
              }
            }
          }
        }
        linear_rows(m = n, n = 16, k = 16) x = x[0, 0; 0, 1], w = w[0, 0; 0, 1], y = y[0, 0; 0, 1]
        linear_panel(m = n, n = 16, k = 16) x = x[0, 0; 0, 1], w = panels[0, 0; 0, 1], y += y[0, 0; 0, 1]
        stack square : f32[4, 4]
        select large : i32[32], count for t in 0 ..< n where less(1.0, norms[t]) - gelu(y[t, 0])
        for k in 0 ..< count {
          index t = large[k] below 32
          norms[t] = relu_squared(norms[t])
        }
        gemm(m = 4, n = min(4, n), k = 2) a = w[0, 0; 1, 0], b = w[2, 1; 0, 1], c = square[0, 0; 0, 1]
        unrolled for k in 0 ..< 3 {
          for c in 0 ..< 16 by 5 {
            tail[2 - k, c] = y[n - 1, c]
          }
        }
        for c in 0 ..< 16 {
          logits[c] = silu(y[n - 1, c]) + softplus(-y[0, 0]) - sigmoid(square[0, 0])
        }
      }
    }

    """
}
