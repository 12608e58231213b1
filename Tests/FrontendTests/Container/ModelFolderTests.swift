import Diagnostics
import Testing

@testable import Frontend

@Suite struct ModelFolderTests {
  @Test(arguments: ["", ".", "..", "../f", "/etc/passwd", "a/b", "a\\b", "a\0b", "a\nb"])
  func onlyPlainNamesAreOpened(_ name: String) throws {
    let folder = try ModelFolder(TemporaryFolder().path.parent)
    expect(.unsafePath, "not the plain name") { try folder.open(name) }
  }

  @Test func linksStayInTheFolder() throws {
    let outer = try TemporaryFolder()
    try outer.write("secret", "secret")
    let folder = try ModelFolder(outer.makeFolder("model"))
    try outer.write("inside", "model/file")
    try outer.link("model/good", to: "file")
    try outer.link("model/bad", to: "../secret")
    try outer.link("model/chain", to: "bad")
    try outer.link("model/dangling", to: "nothing")
    #expect(try folder.open("good").readAll(limit: 10) == Array("inside".utf8))
    expect(.unsafePath, at: "model/bad", "a link to a file outside") { try folder.open("bad") }
    expect(.unsafePath, at: "model/chain", "a link to a file") { try folder.open("chain") }
    expect(.unreadableFile, at: "model/dangling", "no such file") { try folder.open("dangling") }
  }

  @Test func theCacheOfHuggingFaceIsRead() throws {
    let outer = try TemporaryFolder()
    _ = try outer.makeFolder("models--org--My-Model/snapshots/abc123")
    _ = try outer.makeFolder("models--org--My-Model/blobs")
    _ = try outer.makeFolder("models--org--other/blobs")
    try outer.write("{}", "models--org--My-Model/blobs/0f")
    try outer.write("{}", "models--org--other/blobs/0f")
    let snapshot = "models--org--My-Model/snapshots/abc123"
    try outer.link(snapshot + "/config.json", to: "../../blobs/0f")
    try outer.link(snapshot + "/foreign.json", to: "../../../models--org--other/blobs/0f")
    let folder = try ModelFolder(outer.path + "/" + snapshot)
    #expect(try folder.open("config.json").size == 2)
    expect(.unsafePath, "a link to a file outside") { try folder.open("foreign.json") }
    #expect(ModelName.derived(from: ModelName.title(folder.components)) == "my_model")
  }

  @Test func namesOfModelsAreSafe() {
    #expect(ModelName.derived(from: "mamba2-130m") == "mamba2_130m")
    #expect(ModelName.derived(from: "*/ \n;system(\"") == "system")
    #expect(ModelName.derived(from: "") == "model")
    #expect(ModelName.derived(from: "7b??/") == "model_7b")
    #expect(ModelName.derived(from: String(repeating: "a", count: 300)).count == 64)
    #expect(ModelName.derived(from: "Math") == "model_math")
    let long = String(repeating: "a", count: 65)
    for bad in ["", "size", "math", "1a", "a b", "a*/", "é", "_a", long] {
      #expect(!ModelName.isValid(bad), "\(bad)")
      #expect(ModelName.isValid(ModelName.derived(from: bad)))
    }
  }
}

extension String {
  /// The folder of the path.
  fileprivate var parent: String { split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } }
}
