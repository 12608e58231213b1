/// Something at the top level of a C file.
public indirect enum CDeclaration: Hashable, Sendable {
  /// `#include <path>` or `#include "path"`.
  case include(String, isSystem: Bool)
  /// A remark.
  case comment(CComment)
  /// A function with its body.
  case function(CFunction)
  /// A variable.
  case variable(CVariable)
  /// `#if condition … #endif`
  case conditional(String, [CDeclaration])
  /// An instruction to the compiler.
  case pragma(CPragma)
  /// An empty line.
  case blank
}

/// A variable, or a member of a parameter list.
public struct CVariable: Hashable, Sendable {
  /// Its type.
  public var type: CType
  /// Its name.
  public var name: String
  /// Its first value.
  public var initializer: CInitializer?
  /// Whether it is known in its file only.
  public var isStatic: Bool
  /// A remark behind it.
  public var note: CComment?

  /// The variable `name` of `type`.
  public init(
    _ type: CType, _ name: String, _ initializer: CInitializer? = nil, isStatic: Bool = false,
    note: String? = nil
  ) {
    self.type = type
    self.name = name
    self.initializer = initializer
    self.isStatic = isStatic
    self.note = note.map { CComment($0) }
  }
}

/// The first value of a variable.
public indirect enum CInitializer: Hashable, Sendable {
  /// A single value.
  case value(CExpression)
  /// A string literal of UTF-8 text.
  case string(String)
  /// `{a, b, …}`
  case list([CInitializer])
  /// `{.name = a, …}`
  case members([CMember])
}

/// A member of a structure and its first value.
public struct CMember: Hashable, Sendable {
  /// The member's name.
  public var name: String
  /// Its first value.
  public var value: CInitializer

  /// The member `name` with `value`.
  public init(_ name: String, _ value: CInitializer) {
    self.name = name
    self.value = value
  }
}

/// A function with its body.
public struct CFunction: Hashable, Sendable {
  /// What it returns.
  public var type: CType
  /// Its name.
  public var name: String
  /// Its parameters.
  public var parameters: [CVariable]
  /// Whether it is a small helper of its file only.
  public var isInline: Bool
  /// What it does.
  public var body: [CStatement]

  /// The function `name`.
  public init(
    _ type: CType, _ name: String, _ parameters: [CVariable], isInline: Bool = false,
    _ body: [CStatement]
  ) {
    self.type = type
    self.name = name
    self.parameters = parameters
    self.isInline = isInline
    self.body = body
  }
}
