// swift-tools-version: 6.0
import PackageDescription

/// Warnings are errors wherever the project's own tests run; a newer compiler's warnings never stop a user's build.
let strict: [SwiftSetting] =
  Context.environment["SSDC_STRICT"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])]

/// Interpreters and the proofs of schedules take most of the time of those tests, tenfold where they are not optimized.
let optimized: [SwiftSetting] = strict.isEmpty ? [] : [.unsafeFlags(["-O"])]

let package = Package(
  name: "ssdc",
  products: [.executable(name: "ssdc", targets: ["ssdc"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "Diagnostics", swiftSettings: strict),
    .target(name: "IR", dependencies: ["Diagnostics"], swiftSettings: strict + optimized),
    .target(
      name: "Frontend", dependencies: ["IR", "Diagnostics", "Yams"], swiftSettings: strict),
    .target(
      name: "Schedule", dependencies: ["IR", "Diagnostics"], swiftSettings: strict + optimized),
    .target(
      name: "Passes", dependencies: ["IR", "Schedule", "Diagnostics"], swiftSettings: strict),
    .target(
      name: "Check", dependencies: ["Passes", "IR", "Schedule", "Diagnostics"],
      swiftSettings: strict + optimized),
    .target(
      name: "CodegenC", dependencies: ["IR", "RuntimeFiles", "Diagnostics"], swiftSettings: strict),
    .target(name: "RuntimeHash", path: "Runtime/hash", publicHeadersPath: "."),
    .executableTarget(name: "embed-runtime", swiftSettings: strict),
    .plugin(name: "EmbedRuntime", capability: .buildTool(), dependencies: ["embed-runtime"]),
    .target(name: "RuntimeFiles", swiftSettings: strict, plugins: ["EmbedRuntime"]),
    .target(
      name: "Project",
      dependencies: ["CodegenC", "IR", "Diagnostics", "RuntimeFiles", "RuntimeHash"],
      swiftSettings: strict),
    .target(name: "RuntimeMachine", path: "Runtime/machine", publicHeadersPath: "."),
    .target(
      name: "Tuning",
      dependencies: [
        "Passes", "Schedule", "CodegenC", "Project", "IR", "Diagnostics", "RuntimeMachine",
      ],
      swiftSettings: strict + optimized),
    .executableTarget(
      name: "ssdc",
      dependencies: [
        "IR", "Frontend", "Schedule", "Passes", "Check", "CodegenC", "Project", "Tuning",
        "Diagnostics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: strict),
    .testTarget(name: "IRTests", dependencies: ["IR"], swiftSettings: strict),
    .testTarget(
      name: "ScheduleTests", dependencies: ["Schedule", "IR", "Diagnostics"], swiftSettings: strict),
    .testTarget(
      name: "TuningTests", dependencies: ["Tuning", "Frontend", "Passes", "Schedule", "IR"],
      swiftSettings: strict),
    .testTarget(
      name: "FrontendTests", dependencies: ["Frontend"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "PassesTests", dependencies: ["Check", "Passes", "Frontend", "IR", "Schedule"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "CodegenCTests", dependencies: ["CodegenC", "Project", "IR", "Diagnostics"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["ssdc", "Diagnostics"], swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["Frontend", "IR", "Diagnostics", "CodegenC", "Project"],
      swiftSettings: strict),
  ]
)
