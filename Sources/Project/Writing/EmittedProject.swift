import CodegenC
import Diagnostics
import IR

/// The files of a model's project, its weights aside.
public enum EmittedProject {
  /// The files, by path; equal inputs give equal bytes. Throws E0706 and E0707.
  public static func files(_ input: ProjectInput, _ weights: WeightsFile) throws -> [EmittedFile] {
    let name = input.name
    var sources: [EmittedFile] = []
    var headers: Set<String> = []
    let variants = PrefillVariants(input.module, prefix: name.prefix)
    for function in input.module.functions {
      let header = function.entry?.role == .prefill ? variants?.header : nil
      let file = try EntryFile(
        function, of: input.module, prefix: name.prefix, options: input.options.code,
        declaredIn: header ?? "entry.h")
      headers.formUnion(file.headers)
      let path = "src/\(name.text)_\(CName.identifier(function.name)).c"
      sources.append(EmittedFile(path, text: file.text))
    }
    sources += variants?.files(below: "src") ?? []
    let description = DescriptionFile.text(input, weights)
    sources.append(EmittedFile("src/\(name.text)_description.c", text: description))
    if input.options.weights == .embed {
      sources.append(EmittedFile(EmbeddedWeights.path(name), text: EmbeddedWeights.text(name)))
    }
    if let tokenizer = input.tokenizer {
      sources.append(
        EmittedFile(
          "app/tokenizer/\(name.text)_tokenizer.c", text: PrefixRenaming(name).text(tokenizer)))
    }
    let selection = RuntimeSelection(
      kernelHeaders: headers, products: input.options.code.products, hasVariants: variants != nil,
      tokenizer: input.tokenizer)
    sources += try selection.copies(for: name).map {
      EmittedFile($0.path, text: PrefixRenaming(name).text($0.file.text))
    }
    let files = (sources + packaging(input, weights, sources)).sorted { $0.path < $1.path }
    for (left, right) in zip(files, files.dropFirst()) where left.path == right.path {
      throw Diagnostic(.badProject, "two files of the project are called '\(left.path)'")
    }
    let manifest = EmittedFile(Manifest.path, text: Manifest.text(input, weights, files))
    return (files + [manifest]).sorted { $0.path < $1.path }
  }

  /// The files that build and describe the sources.
  private static func packaging(
    _ input: ProjectInput, _ weights: WeightsFile, _ sources: [EmittedFile]
  ) -> [EmittedFile] {
    let compiled = sources.map(\.path).filter { $0.hasSuffix(".c") || $0.hasSuffix(".S") }.sorted()
    let plan = BuildPlan(
      input: input, librarySources: compiled.filter { $0.hasPrefix("src/") },
      programSources: compiled.filter { $0.hasPrefix("app/") })
    return [
      EmittedFile("Makefile", text: Makefile.text(plan)),
      EmittedFile("CMakeLists.txt", text: CMakeLists.text(plan)),
      EmittedFile("\(input.name.text).pc.in", text: PackageConfig.text(plan)),
      EmittedFile("README.md", text: Readme.text(input, weights)),
      EmittedFile(ManifestSchema.path, text: ManifestSchema.text),
    ]
  }
}
