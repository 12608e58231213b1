import Foundation
import Testing

extension EndToEnd {
  /// A checkpoint printed as a description is the same model.
  @Suite struct DescribedProjects {
    @Test(arguments: ReferenceCase.hybrids + ["mamba1-tied--original", "mamba2-bf16"])
    func theDescriptionGivesTheSameProject(_ name: String) throws {
      let reference = ReferenceCase(name: name)
      let copy = try Folder()
      for file in try FileManager.default.contentsOfDirectory(atPath: reference.folder) {
        try FileManager.default.copyItem(
          atPath: "\(reference.folder)/\(file)", toPath: copy[file])
      }
      let text = try Program.ssdc.output(["inspect", copy.path, "--description"])
      try copy.write(text, to: "model.yaml")
      let described = try Emitted(copy["model.yaml"], ["--emit", "source"])
      // The folder's own name is that of the model.
      let folder = try Emitted(copy.path, ["--emit", "source"])
      #expect(try described.around.tree("out") == folder.around.tree("out"))
    }
  }
}
