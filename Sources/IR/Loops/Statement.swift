/// One step of a loop program.
public indirect enum Statement: Hashable, Sendable {
  /// Repeats its body.
  case loop(Loop)
  /// `access = value`.
  case store(Access, Expression)
  /// `access += value`.
  case accumulate(Access, Expression)
  /// Introduces a real scalar, visible to the end of the enclosing body.
  case define(Scalar, Expression)
  /// Gives a defined scalar a new value.
  case assign(Scalar, Expression)
  /// Introduces an integer scalar that indices may use, visible to the end of the enclosing body.
  case index(Symbol, IndexSource)
  /// Declares a stack buffer, visible to the end of the enclosing body; its elements start undefined.
  case allocate(Buffer)
  /// Makes a list of indices, and an integer scalar with their number.
  case select(Selection)
  /// Calls a kernel.
  case call(Call)
  /// A thread team runs the body: each parallel loop is divided among the threads and ends with a barrier, the rest every thread repeats.
  case team([Statement])
  /// A titled part of the program, for its readers; a scope of its own.
  case section(Section, [Statement])
}

/// Where an integer scalar comes from.
public enum IndexSource: Hashable, Sendable {
  /// An element of an `i32` buffer in `0 ..< below`: the caller of the function has checked its arguments, the verifier checks lists.
  case load(Access, below: Int)
  /// The quotient of a non-negative expression, rounded down.
  case quotient(Affine, by: Int)
  /// The remainder of a non-negative expression.
  case remainder(Affine, by: Int)
  /// The least of some non-negative expressions.
  case least([Affine])
}

/// `for variable in stride(from: lower, to: min(uppers), by: step)`.
public struct Loop: Hashable, Sendable {
  /// The loop variable, unique along its chain of enclosing loops.
  public var variable: Symbol
  /// The first value.
  public var lower: Affine
  /// The bound is the least of these; never empty.
  public var uppers: [Affine]
  /// Positive.
  public var step: Int
  /// How iterations are executed.
  public var kind: LoopKind
  /// What is repeated.
  public var body: [Statement]

  /// A loop over `lower ..< min(uppers)` by `step`.
  public init(
    _ variable: Symbol, from lower: Affine = 0, to uppers: [Affine], by step: Int = 1,
    kind: LoopKind = .sequential, _ body: [Statement]
  ) {
    self.variable = variable
    self.lower = lower
    self.uppers = uppers
    self.step = step
    self.kind = kind
    self.body = body
  }
}

/// How the iterations of a loop are executed.
public enum LoopKind: Hashable, Sendable {
  /// One after the other.
  case sequential
  /// Divided among the threads of the enclosing team; iterations write disjoint elements.
  case parallel
  /// In vector lanes; the named scalars are sums over the iterations.
  case simd(sums: [Scalar])
  /// Written out by the C compiler, so that stack arrays that the variable indexes can live in registers.
  case unrolled
}

/// A call of a kernel with the sizes and views that its meaning is stated in.
public struct Call: Hashable, Sendable {
  /// What is called.
  public var kernel: Kernel
  /// One size per size parameter, each the least of some expressions.
  public var sizes: [[Affine]]
  /// One view per buffer parameter.
  public var views: [View]
  /// Whether the result is added to what is there.
  public var accumulates: Bool

  /// A call of `kernel`.
  public init(
    _ kernel: Kernel, sizes: [[Affine]], views: [View], accumulates: Bool = false
  ) {
    self.kernel = kernel
    self.sizes = sizes
    self.views = views
    self.accumulates = accumulates
  }
}

/// A window into a buffer: parameter index `d` moves dimension `axes[d]`, starting at `origin`.
public struct View: Hashable, Sendable {
  /// The buffer's name.
  public var buffer: BufferID
  /// The element that parameter index zero names, one index per dimension of the buffer.
  public var origin: [Affine]
  /// The buffer's dimension that each parameter dimension walks along.
  public var axes: [Int]

  /// The window into `buffer` at `origin` along `axes`.
  public init(_ buffer: BufferID, _ origin: [Affine], axes: [Int]) {
    self.buffer = buffer
    self.origin = origin
    self.axes = axes
  }
}
