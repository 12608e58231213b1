import Diagnostics
import Foundation

/// Where a model's tokenizer is read from.
public enum TokenizerFile {
  /// What folders of models call it.
  static let name = "tokenizer.json"

  /// The tokenizer's file at `place`, which may be a folder that has one; without a place `own`, the model's.
  static func chosen(_ place: String?, else own: () throws -> String?) throws -> String? {
    try place.map { try path(at: $0) } ?? own()
  }

  /// The path of the tokenizer's file that `place` is, or that lies in the folder `place`.
  public static func path(at place: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue
    else { return try FileReader(place).path }
    guard let path = try path(in: ModelFolder(place)) else {
      throw Diagnostic(
        .unreadableFile, "the folder has no \(name)", at: FileLocation(place),
        help: "pass a folder that has one, such as a Hugging Face model folder, or the file itself")
    }
    return path
  }

  /// The path of the tokenizer's file in `folder`, if it has one.
  static func path(in folder: ModelFolder) throws -> String? {
    folder.has(name) ? try folder.open(name).path : nil
  }
}
