import Diagnostics
import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// Programs whose weights are stored in fewer bits than a float has.
  @Suite struct Quantized {
    /// `check` compares each pass, and the program, with the model of rounded weights in double precision.
    @Test(arguments: ["mamba2-g1-p16-n16", "mamba1-tied", "qwen3-a"], ["builtin", "blas"])
    func programsComputeTheRoundedModel(model: String, products: String) throws {
      let table = try Program.ssdc.output([
        "check", "\(Places.models)/\(model)", "--quantize", "bf16", "--gemm", products, "--tokens",
        "40",
      ])
      #expect(table.contains("quantize-weights") && table.contains("emitted logits"))
    }

    @Test(.enabled(if: Emulator.isInstalled, "needs a cross compiler and qemu for aarch64"))
    func otherMachines() throws {
      let table = try Program.ssdc.output([
        "check", Places.model, "--quantize", "bf16", "--target", "aarch64-linux-gnu", "--tokens",
        "40",
      ])
      #expect(table.contains("emitted logits"))
    }

    /// Rounding what is stored as bf16 changes no bit, so the program does not either; nor do builds without vectors.
    @Test(arguments: [[String](), ["CFLAGS=-O2"], ["CFLAGS=-O2 -DSSDC_NO_VECTOR_EXTENSIONS"]])
    func nothingIsLostOfWhatIsStoredSo(variables: [String]) throws {
      let model = "\(Places.models)/mamba2-bf16"
      let ids = (0..<40).map { $0 * 5 % 31 }
      let plain = try Emitted(model, [], make: variables).logits(ids)
      let half = try Emitted(model, ["--quantize", "bf16"], make: variables).logits(ids)
      #expect(plain == half)
    }

    /// Matrices take half the bytes; whoever reads the file is told.
    @Test func matricesTakeHalfTheBytes() throws {
      let (plain, half) = (
        try Emitted(Places.model, ["--emit", "source"]),
        try Emitted(Places.model, ["--emit", "source", "--quantize", "bf16"])
      )
      func tensors(_ emitted: Emitted) throws -> [String: StoredTensor] {
        let path = "\(emitted.folder)/weights/\(emitted.name).safetensors"
        let all = try Safetensors.tensors(in: FileReader(path))
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
          .filter { !$0.key.hasPrefix("padding.") }
      }
      let (before, after) = (try tensors(plain), try tensors(half))
      #expect(Set(before.keys) == Set(after.keys) && !before.isEmpty)
      for (name, tensor) in after where tensor.type == .bf16 {
        #expect(2 * tensor.bytes == before[name]?.bytes)
      }
      let rounded = Set(after.filter { $0.value.type == .bf16 }.keys)
      #expect(rounded.contains("embedding") && rounded.contains { $0.hasSuffix("in_proj") })
      #expect(!rounded.contains { $0.hasSuffix("norm") || $0.hasSuffix("conv") })
    }

    @Test(arguments: ["int8", "int4"]) func otherFormatsAreRefused(format: String) throws {
      let run = try Program.ssdc.run(["compile", Places.model, "--quantize", format])
      #expect(run.status == ExitCode.usage.rawValue && run.errors.contains("E0803"))
    }
  }
}
