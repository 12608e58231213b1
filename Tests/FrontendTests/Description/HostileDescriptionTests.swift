import Diagnostics
import Testing

@testable import Frontend

@Suite struct HostileDescriptionTests {
  /// A correct description, line by line.
  static let lines = [
    "name: m", "vocabulary: 8", "width: 4",
    "blocks: [{repeat: 2, mamba2: {heads: 2, head_dim: 4, state: 2}}]",
    "weights: {random: {seed: 1}}",
  ]

  /// The description with line `index`, from 1, replaced.
  private static func with(_ index: Int, _ line: String) -> String {
    var lines = lines
    lines[index - 1] = line
    return lines.joined(separator: "\n") + "\n"
  }

  /// A block of one mixer with a key that says nothing beside its others.
  private static func meaningless(_ mixer: String, _ key: String) -> HostileCase<String> {
    line(
      "meaningless \(key) in \(mixer)", 4, "blocks: [{\(mixer)}]", .descriptionKey,
      "line 4, column",
      "'\(key)' has no effect")
  }

  static let cases: [HostileCase<String>] = [
    HostileCase("empty", "", .yamlSyntax, at: "m.yaml", "is empty"),
    HostileCase("a list", "- 1\n", .descriptionValue, at: "line 1", "is a sequence, expected"),
    line("unclosed bracket", 3, "width: [4", .yamlSyntax, "line 4", "expected ',' or ']'"),
    line(
      "tab for indentation", 3, "width:\n\t- 4", .yamlSyntax, "line 4", "cannot start any token"),
    line("two documents", 3, "---\nwidth: 4", .yamlSyntax, "line 3", "expected a single document"),
    line("unknown key", 3, "widht: 4", .descriptionKey, "line 3, column 1", "'widht' is not a key"),
    line("missing key", 3, "norm_epsilon: 1e-5", .descriptionKey, "line 1", "no key 'width'"),
    line("doubled key", 3, "width: 4\nwidth: 4", .descriptionKey, "m.yaml", "width' occurs twice"),
    line("anchor", 3, "width: &a 4", .yamlLimit, "line 3, column 8", "anchors and aliases"),
    line("alias", 3, "width: *a", .yamlLimit, "line 3, column 8", "anchors and aliases"),
    line("anchor in brackets", 4, "blocks: [&a 1,*a]", .yamlLimit, "line 4", "anchors"),
    line(
      "alias bomb", 3, "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]", .yamlLimit, "line 3",
      "anchors"),
    line("tag", 3, "width: !!int 4", .yamlLimit, "line 3, column 8", "tags are not allowed"),
    line(
      "tag of Python", 5, "weights: !!python/object:os.system {random: {seed: 1}}", .yamlLimit,
      "line 5, column 10", "tags are not allowed"),
    line("tag of a key", 3, "! width: 4", .yamlLimit, "line 3, column 1", "tags are not"),
    line("tag in brackets", 4, "blocks: [é, !x {}]", .yamlLimit, "line 4, column 13", "tags"),
    line("tag of everything", 1, "--- !m\nname: m", .yamlLimit, "line 1, column 5", "tags"),
    line(
      "leading zero", 3, "width: 016", .descriptionValue, "line 3", "'016', expected an integer"),
    line("two zeros", 3, "width: 00", .descriptionValue, "line 3", "without zeros in front"),
    line(
      "long line", 3, "width: " + String(repeating: " ", count: 2000) + "4", .yamlLimit,
      "line 3, column 1001", "longer than 1000"),
    HostileCase(
      "300 KiB", String(repeating: "# comment\n", count: 30_000), .unreadableFile, at: "m.yaml",
      "more than the limit of 262144"),
    HostileCase(
      "a hundred thousand brackets",
      (0..<200).map { _ in String(repeating: "[", count: 500) }.joined(separator: "\n"),
      .yamlSyntax, at: "line", "nest"),
    line("width 4.0", 3, "width: 4.0", .descriptionValue, "line 3, column 8", "is '4.0'"),
    line("quoted width", 3, "width: '4'", .descriptionValue, "line 3", "expected an integer"),
    line("negative width", 3, "width: -4", .descriptionValue, "line 3", "expected an integer"),
    line("width 0", 3, "width: 0", .descriptionValue, "line 3", "is 0, expected 1 to"),
    line("octal width", 3, "width: 0o10", .descriptionValue, "line 3", "is '0o10'"),
    line("width 2^64", 3, "width: 18446744073709551616", .descriptionValue, "line 3", "expected 1"),
    line("empty width", 3, "width:", .descriptionValue, "line 3", "expected an integer"),
    line("tied maybe", 3, "width: 4\ntied_head: yes", .descriptionValue, "line 4", "true or false"),
    line("epsilon 0", 3, "width: 4\nnorm_epsilon: 0", .descriptionValue, "line 4", "more than 0"),
    line("epsilon nan", 3, "width: 4\nnorm_epsilon: .nan", .descriptionValue, "line 4", "a number"),
    line("token outside", 3, "width: 4\nbegin_token: 8", .descriptionValue, "line 1", "token 8"),
    line("no blocks", 4, "blocks: []", .descriptionValue, "line 4", "has no block"),
    line("block is text", 4, "blocks: [x]", .descriptionValue, "line 4, column 10", "is 'x'"),
    line(
      "block without mixer", 4, "blocks: [{repeat: 2}]", .descriptionKey, "line 4", "has no mixer"),
    line("unknown mixer", 4, "blocks: [{rwkv: {}}]", .descriptionKey, "line 4", "'rwkv' is not"),
    line(
      "mixer beside layers", 4, "blocks: [{layers: [{mamba: {}}], mamba: {}}]",
      .descriptionValue, "line 4", "has 'mamba' next to 'layers'"),
    line(
      "mixer beside parts", 4, "blocks: [{parallel: [{mamba: {}}], mamba: {}}]",
      .descriptionValue, "line 4", "has 'mamba' next to 'parallel'"),
    line("no layer", 4, "blocks: [{layers: []}]", .descriptionValue, "line 4", "has no layer"),
    line("no part", 4, "blocks: [{parallel: []}]", .descriptionValue, "line 4", "has no part"),
    line(
      "shared that is not there", 4, "blocks: [{shared: {use: 0}, mamba: {}}]",
      .descriptionValue, "line 4", "uses transformer 0, but the model shares 0"),
    line(
      "groups of keys", 4, "blocks: [{attention: {heads: 4, groups: 3, head_dim: 2}}]",
      .descriptionValue, "line 4", "4 heads cannot be divided among 3 groups of keys"),
    line(
      "odd rotary", 4, "blocks: [{attention: {heads: 1, head_dim: 3, rotary: {dims: 3}}}]",
      .descriptionValue, "line 4", "3 of 3 channels"),
    line(
      "more experts than there are", 4, "blocks: [{experts: {count: 2, chosen: 3, inner: 4}}]",
      .descriptionValue, "line 4", "3 of 2 experts"),
    line(
      "unknown activation", 4, "blocks: [{mlp: {inner: 4, activation: swoosh}}]",
      .descriptionValue, "line 4", "expected one of: silu"),
    line(
      "decay above 1", 4, "blocks: [{linear_attention: {heads: 1, head_dim: 2, decay: 1.5}}]",
      .descriptionValue, "line 4", "a decay is 1.5"),
    line(
      "key of another mixer", 4, "blocks: [{mamba: {heads: 2}}]", .descriptionKey, "line 4",
      "'heads' is not"),
    line("too many blocks", 4, many, .descriptionValue, "line 4", "more than 4096 blocks"),
    meaningless("attention: {heads: 2, head_dim: 2, rotary: {low: 4}}", "low"),
    meaningless(
      "attention: {heads: 2, head_dim: 2, rotary: {scaling: linear, factor: 2, original: 7}}",
      "original"),
    meaningless("attention: {heads: 2, head_dim: 2, qk_norm_epsilon: 1e-5}", "qk_norm_epsilon"),
    meaningless("mamba: {selection_norm_epsilon: 1e-5}", "selection_norm_epsilon"),
    meaningless(
      "mamba2: {heads: 2, head_dim: 4, state: 2, gate_norm: none, norm_epsilon: 1e-5}",
      "norm_epsilon"),
    meaningless("experts: {count: 2, chosen: 1, inner: 4, groups: 2}", "groups"),
    meaningless("linear_attention: {heads: 2, head_dim: 2, norm_epsilon: 1e-5}", "norm_epsilon"),
    mixer("missing heads", "head_dim: 4, state: 2", .descriptionKey, "no key 'heads'"),
    mixer(
      "groups that do not divide", "heads: 2, head_dim: 4, state: 2, groups: 3",
      .descriptionValue, "among 3 groups"),
    mixer(
      "limits in reverse", "heads: 2, head_dim: 4, state: 2, time_step_limit: [1, 0.5]",
      .descriptionValue, "0 ≤ low ≤ high"),
    mixer(
      "inner width too large", "heads: 1048576, head_dim: 1048576, state: 2", .descriptionValue,
      "an inner width of 1099511627776"),
    line("name with comment", 1, "name: 'a*/'", .descriptionValue, "line 1", "expected a letter"),
    line("name with path", 1, "name: ../m", .descriptionValue, "line 1", "expected a letter"),
    line("name of 300", 1, "name: " + long, .descriptionValue, "line 1", "64 at most"),
    line("name of a header", 1, "name: math", .descriptionValue, "line 1", "is reserved"),
    line("name of a type", 1, "name: Size", .descriptionValue, "line 1", "is reserved"),
    line("no weights", 5, "", .descriptionKey, "m.yaml", "no key 'weights'"),
    weights("nothing", "{}", .descriptionKey, "exactly one of"),
    weights("both", "{random: {seed: 1}, safetensors: a}", .descriptionKey, "exactly one of"),
    weights("no seed", "{random: {}}", .descriptionKey, "no key 'seed'"),
    weights("deviation 0", "{random: {seed: 1, deviation: 0}}", .descriptionValue, "deviation 0.0"),
    weights(
      "names for random", "{random: {seed: 1}, names: transformers}", .descriptionValue,
      "no effect with random"),
    weights("file above", "{safetensors: ../a.safetensors}", .unsafePath, "'../a.safetensors'"),
    weights("absolute file", "{safetensors: /etc/passwd}", .unsafePath, "'/etc/passwd'"),
    weights("unknown naming", "{safetensors: e, names: gguf}", .descriptionValue, "is 'gguf'"),
    weights("unknown parameter", "{safetensors: e, names: {x: y}}", .descriptionKey, "'x' is not"),
    weights(
      "name without block", "{safetensors: e, names: {'blocks.{block}.D': D}}", .descriptionValue,
      "must have {block}"),
    line("tokenizer above", 3, "width: 4\ntokenizer: ../t", .unsafePath, "line 4", "'../t'"),
  ]

  private static let long = String(repeating: "n", count: 300)
  private static let many =
    "blocks: ["
    + [String](repeating: "{repeat: 4096, mamba2: {heads: 1, head_dim: 1, state: 1}}", count: 2)
    .joined(separator: ",") + "]"

  private static func line(
    _ name: String, _ index: Int, _ text: String, _ id: DiagnosticID, _ place: String,
    _ message: String
  ) -> HostileCase<String> {
    HostileCase(name, with(index, text), id, at: place, message)
  }

  private static func mixer(
    _ name: String, _ text: String, _ id: DiagnosticID, _ message: String
  ) -> HostileCase<String> {
    line(name, 4, "blocks: [{mamba2: {\(text)}}]", id, "line", message)
  }

  private static func weights(
    _ name: String, _ text: String, _ id: DiagnosticID, _ message: String
  ) -> HostileCase<String> {
    line(name, 5, "weights: \(text)", id, "line 5", message)
  }

  @Test(arguments: cases)
  func isRefused(_ hostile: HostileCase<String>) throws {
    let folder = try TemporaryFolder()
    try folder.write(safetensors("{}"), "e")
    let path = try folder.write(hostile.input, "m.yaml")
    hostile.expectRefusal { _ in try ModelLoader.open(path) }
  }

  @Test func theCorrectDescriptionLoads() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.lines.joined(separator: "\n"), "m.yaml")
    #expect(try ModelLoader.open(path).architecture.blocks.count == 2)
  }

  @Test(arguments: [
    "\u{FEFF}" + lines.joined(separator: "\n"), lines.joined(separator: "\r\n"),
    lines.joined(separator: "\n") + " # !no tag\n",
    lines.joined(separator: "\n").replacing("name: m", with: "name: \"m\" # !! é"),
  ])
  func otherSpellingsLoad(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, "m.yaml")
    #expect(try ModelLoader.open(path).architecture.name == "m")
  }

  @Test func textThatIsNotUnicodeIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([0x61, 0x3A, 0x20, 0xFF], "m.yaml")
    expect(.yamlSyntax, at: "m.yaml", "not valid UTF-8") { try ModelLoader.open(path) }
  }
}
