import CodegenC
import IR

/// The table of the variants of prefill, where a program has several; the runtime's `variants.c` chooses among them.
struct PrefillVariants {
  /// The variants, those for short calls first.
  let functions: [LoopFunction]
  /// What starts the names that other files see.
  let prefix: String

  /// The variants of `module`, nil where there is only one.
  init?(_ module: LoopModule, prefix: String) {
    let limit = { (function: LoopFunction) in function.tokens?.greatest.asConstant ?? .max }
    functions = module.functions.filter { $0.entry?.role == .prefill }
      .sorted { limit($0) < limit($1) }
    self.prefix = prefix
    if functions.count < 2 { return nil }
  }

  /// The header that declares the variants.
  var header: String { "\(prefix)variants.h" }

  /// The header and the table, below `folder`.
  func files(below folder: String) -> [EmittedFile] {
    let guarded = "\(prefix)variants_of_prefill_h".uppercased()
    let prototypes = functions.map { "\(prefix)prefill_function \(entryName($0));" }
    let rows = functions.map { function in
      "  {\(function.tokens?.greatest.asConstant ?? 1), \(entryName(function))},"
    }
    return [
      EmittedFile(
        "\(folder)/\(header)",
        text: """
          /* The variants of prefill, for calls of different lengths. */
          #ifndef \(guarded)
          #define \(guarded)

          #include "variants.h"

          \(prototypes.joined(separator: "\n"))

          #endif

          """),
      EmittedFile(
        "\(folder)/\(prefix)variants.c",
        text: """
          #include "\(header)"

          const \(prefix)prefill_variant \(prefix)prefill_variants[] = {
          \(rows.joined(separator: "\n"))
          };

          """),
    ]
  }

  private func entryName(_ function: LoopFunction) -> String {
    "\(prefix)entry_\(CName.identifier(function.name))"
  }
}
