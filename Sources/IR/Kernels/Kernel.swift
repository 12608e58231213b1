/// A hand-shaped kernel: a function of the runtime together with the loops that are its meaning.
///
/// The interpreter runs the meaning; emitted programs call the function; a test compares the two. Loops become a call of it where
/// they are its meaning, and the target and the operands are such that it may be called.
public struct Kernel: Sendable {
  /// Its name in textual IR and in schedules, and, behind the prefix, of the runtime's function and its files.
  public var name: String
  /// What it computes, in one line.
  public var summary: String
  /// The size parameters, in the order of a call's sizes.
  public var sizes: [Symbol]
  /// The buffer parameters, in the order of a call's views; the last is written, the others are read.
  public var parameters: [Parameter]
  /// What every element of the last parameter becomes: over the names of `sizes` and `parameters`, without what was there before.
  public var meaning: Contraction
  /// The providers of products that the emitted project must have one of.
  public var providers: Set<GemmProvider>

  /// One buffer parameter.
  public struct Parameter: Sendable {
    /// Its name in the meaning.
    public var name: BufferID
    /// Its indices in the meaning, one per dimension.
    public var indices: [Symbol]
    /// Dimensions whose stride the function is given; those of all others are known from the layout.
    public var strides: [Int]
    /// How its elements lie.
    public var layout: Layout

    /// The number of dimensions.
    public var rank: Int { indices.count }
  }

  /// What a kernel takes for granted of an operand's elements.
  public enum Layout: Hashable, Sendable {
    /// Nothing.
    case anywhere
    /// Side by side along the last dimension.
    case contiguous
    /// A whole weight in its storage, used in its whole depth.
    case weight(Storage)
  }

  /// `Σ_reduced left · right`, for all other sizes.
  public struct Contraction: Sendable {
    /// The loops, outermost first, each with the size that bounds it.
    public var loops: [(variable: Symbol, size: Symbol)]
    /// The element that is computed.
    public var target: Access
    /// The factors of the products.
    public var factors: [Access]
  }
}

extension Kernel: Hashable, CustomStringConvertible {
  /// Kernels are told apart by their names.
  public static func == (left: Kernel, right: Kernel) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// The name.
  public var description: String { name }
}

extension Kernel {
  /// The product of two matrices, `y[i, j] = Σ_{p < k} left · right` for `i < m`, `j < n`.
  static func product(
    _ name: String, _ summary: String, _ parameters: [Parameter],
    providers: Set<GemmProvider>
  ) -> Kernel {
    let accesses = parameters.map { Access($0.name, $0.indices.map { .symbol($0) }) }
    return Kernel(
      name: name, summary: summary, sizes: ["m", "n", "k"],
      parameters: parameters,
      meaning: Contraction(
        loops: [("i", "m"), ("j", "n"), ("p", "k")], target: accesses[accesses.count - 1],
        factors: Array(accesses.dropLast())),
      providers: providers)
  }

  /// The parameters of a product of rows `x` with a whole weight `w`, `y = x · wᵀ`.
  static func linear(_ weight: Storage) -> [Parameter] {
    [
      Parameter(name: "x", indices: ["i", "p"], strides: [0], layout: .contiguous),
      Parameter(name: "w", indices: ["j", "p"], strides: [], layout: .weight(weight)),
      Parameter(name: "y", indices: ["i", "j"], strides: [0], layout: .contiguous),
    ]
  }

  /// How the weight that it reads lies, nil where it reads none.
  public var weight: Storage? {
    for case .weight(let storage) in parameters.map(\.layout) { return storage }
    return nil
  }

  /// The loops that say what a call does, over the names of `sizes` and `parameters`.
  public func loops(accumulates: Bool) -> [Statement] {
    meaning.loops(
      accumulates: accumulates, loop: { Loop($0, to: [.symbol($1)], []) }, access: { $0 })
  }

  /// Whether the kernel can work on a call's views, by their layouts.
  public func accepts(_ call: Call, buffers: (BufferID) -> Buffer?) -> Bool {
    zip(parameters, call.views).allSatisfy { parameter, view in
      guard let buffer = buffers(view.buffer), buffer.shape.count == view.origin.count else {
        return false
      }
      switch parameter.layout {
      case .anywhere: return buffer.storage == Storage()
      case .contiguous:
        return buffer.storage == Storage() && view.axes.last == buffer.shape.count - 1
      case .weight(let storage):
        // The kernel takes the depth for the weight's stride.
        let depth = buffer.shape[buffer.shape.count - 1]
        return buffer.storage == storage && call.sizes[2] == [Affine(depth)]
          && view.axes == Array(buffer.shape.indices.suffix(2))
          && storage.packing.startsTile(at: view.origin[view.origin.count - 2])
          && view.origin[view.origin.count - 1] == 0
      }
    }
  }
}

extension Kernel.Contraction {
  /// The loops that compute it, with the loops and elements that `loop` and `access` make of those of the meaning.
  func loops(
    accumulates: Bool, loop: (_ variable: Symbol, _ size: Symbol) -> Loop,
    access: (Access) -> Access
  ) -> [Statement] {
    let kept = loops.filter { axis in
      target.indices.contains { $0.coefficient(of: axis.variable) != 0 }
    }
    let summed = loops.filter { axis in !kept.contains { $0.variable == axis.variable } }
    func nest(_ axes: [(variable: Symbol, size: Symbol)], _ body: [Statement]) -> [Statement] {
      axes.reversed().reduce(body) { body, axis in
        var result = loop(axis.variable, axis.size)
        result.body = body
        return [.loop(result)]
      }
    }
    let product = factors.dropFirst().reduce(Expression.load(access(factors[0]))) {
      .binary(.multiply, $0, .load(access($1)))
    }
    let start = accumulates ? [] : [Statement.store(access(target), .constant(0))]
    return nest(kept, start + nest(summed, [.accumulate(access(target), product)]))
  }
}
