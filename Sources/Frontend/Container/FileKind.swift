/// Kinds of files that are often found where a checkpoint should be.
enum FileKind {
  /// What the file that starts with `bytes` is instead of safetensors, and what to do about it; nil if not known.
  static func recognize(_ bytes: [UInt8]) -> (name: String, help: String)? {
    let signatures: [(bytes: [UInt8], name: String, help: String)] = [
      (Array("GGUF".utf8), "a GGUF file", "compile from the original safetensors checkpoint"),
      (
        Array("PK\u{3}\u{4}".utf8), "a zip archive",
        "a PyTorch checkpoint is read as pytorch_model.bin in a folder with its config.json"
      ),
      ([0x1F, 0x8B], "a gzip file", "unpack it first"),
      ([0x80, 0x02], "a bare pickle", "save it again with PyTorch 1.6 or newer"),
      (
        Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself",
        "fetch the file with: git lfs pull"
      ),
      (Array("<!doctype".utf8), "a web page", "the download failed: fetch the file again"),
      (Array("<html".utf8), "a web page", "the download failed: fetch the file again"),
    ]
    let lowercased = bytes.prefix(32).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let found = signatures.first {
      bytes.starts(with: $0.bytes) || lowercased.starts(with: $0.bytes)
    }
    return found.map { ($0.name, $0.help) }
  }
}
