import Diagnostics
import Testing

@testable import Frontend

@Suite struct ModelFolderTests {
  @Test(arguments: ["", ".", "..", "../f", "/etc/passwd", "a/b", "a\\b", "a\0b", "a\nb"])
  func onlyPlainNamesAreOpened(_ name: String) throws {
    let folder = try ModelFolder(TemporaryFolder().path.parent)
    expect(.unsafePath, "not the plain name") { try folder.open(name) }
  }

  /// Links lead to regular files, wherever these are; to nothing else.
  @Test func linksAreFollowed() throws {
    let outer = try TemporaryFolder()
    try outer.write("elsewhere", "weights")
    let folder = try ModelFolder(outer.makeFolder("model"))
    try outer.write("inside", "model/file")
    try outer.link("model/good", to: "file")
    try outer.link("model/outside", to: "../weights")
    try outer.link("model/chain", to: "outside")
    try outer.link("model/absolute", to: outer.path + "/weights")
    try outer.link("model/folder", to: "..")
    try outer.link("model/device", to: "/dev/zero")
    try outer.link("model/loop", to: "loop")
    try outer.link("linked", to: "model")
    try outer.link("model/dangling", to: "nothing")
    #expect(try folder.open("good").readAll(limit: 10) == Array("inside".utf8))
    for name in ["outside", "chain", "absolute"] {
      #expect(try folder.open(name).readAll(limit: 10) == Array("elsewhere".utf8))
    }
    #expect(try ModelFolder(outer.path + "/linked").open("outside").size == 9)
    expect(.unreadableFile, at: "model/folder", "a folder") { try folder.open("folder") }
    expect(.unreadableFile, at: "model/device", "a device") { try folder.open("device") }
    expect(.unreadableFile, at: "model/loop", "no such file") { try folder.open("loop") }
    expect(.unreadableFile, at: "model/dangling", "no such file") { try folder.open("dangling") }
  }

  @Test func theCacheOfHuggingFaceIsRead() throws {
    let outer = try TemporaryFolder()
    _ = try outer.makeFolder("models--org--My-Model/snapshots/abc123")
    _ = try outer.makeFolder("models--org--My-Model/blobs")
    try outer.write("{}", "models--org--My-Model/blobs/0f")
    let snapshot = "models--org--My-Model/snapshots/abc123"
    try outer.link(snapshot + "/config.json", to: "../../blobs/0f")
    let folder = try ModelFolder(outer.path + "/" + snapshot)
    #expect(try folder.open("config.json").size == 2)
    #expect(ModuleName.derived(from: ModuleName.title(folder.components)) == "my_model")
  }

  @Test func namesOfModelsAreSafe() {
    #expect(ModuleName.derived(from: "mamba2-130m") == "mamba2_130m")
    #expect(ModuleName.derived(from: "*/ \n;system(\"") == "system")
    #expect(ModuleName.derived(from: "") == "model")
    #expect(ModuleName.derived(from: "7b??/") == "model_7b")
    #expect(ModuleName.derived(from: String(repeating: "a", count: 300)).count == 64)
    #expect(ModuleName.derived(from: "Math") == "model_math")
    let long = String(repeating: "a", count: 65)
    for bad in ["", "size", "math", "1a", "a b", "a*/", "é", "_a", long] {
      #expect(!ModuleName.isValid(bad), "\(bad)")
      #expect(ModuleName.isValid(ModuleName.derived(from: bad)))
    }
  }
}

extension String {
  /// The folder of the path.
  fileprivate var parent: String { split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } }
}
