/// A C type, and how a name of that type is declared.
public indirect enum CType: Hashable, Sendable {
  /// A type that is called by its name.
  case named(String)
  /// A type whose values do not change.
  case const(CType)
  /// A pointer; with `restrict`, to memory that is reached through no other.
  case pointer(CType, restrict: Bool = false)
  /// An array; without a count, of as many elements as its initializer has.
  case array(CType, count: Int?)

  /// No value.
  public static let void = CType.named("void")
  /// The type of truth values and codes.
  public static let int = CType.named("int")
  /// The type of all weights, states and activations.
  public static let float = CType.named("float")
  /// The type of sizes and indices.
  public static let index = CType.named("ptrdiff_t")
  /// The type of numbers of 16 bits, which become floats when they are loaded.
  public static let half = CType.named("uint16_t")
  /// The type of token ids.
  public static let token = CType.named("int32_t")

  /// The declaration of `name`; the type alone when the name is empty.
  public func declaring(_ name: String) -> String {
    switch self {
    case .named(let base): name.isEmpty ? base : "\(base) \(name)"
    case .const(.pointer(let target, let restrict)):
      Self.pointer(to: target, "*const \(restrict ? "restrict " : "")\(name)")
    case .const(let inner): "const \(inner.declaring(name))"
    case .pointer(let target, let restrict):
      Self.pointer(to: target, "*\(restrict ? "restrict " : "")\(name)")
    case .array(let element, let count):
      element.declaring("\(name)[\(count.map(String.init) ?? "")]")
    }
  }

  /// Brackets bind closer than the star.
  private static func pointer(to target: CType, _ declarator: String) -> String {
    if case .array = target { return target.declaring("(\(declarator))") }
    return target.declaring(declarator)
  }
}
