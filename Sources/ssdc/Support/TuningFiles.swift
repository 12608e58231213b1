import CodegenC
import Diagnostics
import Foundation
import Project
import Tuning

/// Where tuning records are looked for, and which machines' plans are used.
struct TuningFiles {
  /// The user's record.
  static var cache: String { "\(CacheFolder.path)/tuning.txt" }
  /// The record that a model's folder may bring along.
  static let shipped = "tuning.txt"

  /// The options of the compilation.
  let options: CompileOptions

  /// The records, in the order in which they are asked: the file of `--tuning`, the user's own, the model's.
  ///
  /// A file that the user names must be whole and of this machine, or, for another target, of its architecture and flags;
  /// throws E0911 to E0914. Of the others what does not fit is passed over.
  func sources(of model: ModelSource) throws -> [TuningSource] {
    var found: [TuningSource] = []
    if let path = options.tuning {
      let record = try RecordFile.read(path)
      let machines = try machines(of: record)
      guard !machines.isEmpty else { throw try foreign(record, path) }
      found.append(TuningSource(name: "option --tuning", record: record, machines: machines))
    }
    let others = [("the user's record", Self.cache), ("the model's record", shippedPath(model))]
    for (name, path) in others {
      guard let path, FileManager.default.fileExists(atPath: path) else { continue }
      do {
        let record = try RecordFile.read(path)
        found.append(TuningSource(name: name, record: record, machines: try machines(of: record)))
      } catch let fault as Diagnostic {
        Message.note(["\(name) is not used: \(fault.message) (\(path))"])
      }
    }
    return found.filter { !$0.machines.isEmpty }
  }

  /// The files of `sources(of:)` that are there: what is compiled depends on them.
  func paths(of model: ModelSource) -> [String] {
    [options.tuning, Self.cache, shippedPath(model)].compactMap { $0 }
  }

  private func shippedPath(_ model: ModelSource) -> String? {
    guard let file = model.files.first else { return nil }
    return (file as NSString).deletingLastPathComponent + "/" + Self.shipped
  }

  /// The ids of the machines of `record` that the program may be tuned by.
  private func machines(of record: TuningRecord) throws -> [String] {
    let projectOptions = try options.projectOptions()
    if options.acceptOtherMachine { return record.machines.keys.sorted() }
    let flags = BuildFlags(projectOptions.target, threads: projectOptions.code.threads)
    let products = projectOptions.code.products
    guard projectOptions.target.machine == .host else {
      return record.machines.filter { $0.value.suits(projectOptions.target, flags, products) }
        .keys.sorted()
    }
    guard
      let toolchain = try? Toolchain.find(for: projectOptions.target, products: products),
      let here = try MachineSignature.here(toolchain, flags: flags, products: products)
    else { return [] }
    return record.machines[here.id] == nil ? [] : [here.id]
  }

  private func foreign(_ record: TuningRecord, _ path: String) throws -> Diagnostic {
    Diagnostic(
      .foreignRecord, "the record has no plans for the machine that is compiled for",
      at: FileLocation(path),
      notes: record.machines.values.map { "it was measured on: \($0.text)" }.sorted(),
      help: "tune again with these options, or use it all the same with --accept-other-machine")
  }
}
