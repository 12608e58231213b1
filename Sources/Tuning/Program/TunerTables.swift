import CodegenC
import IR
import Passes
import Project
import Schedule

/// The tables of a tuner's problems and candidates, as C.
struct TunerTables {
  /// The problems, each with its functions: the plain loops first where there are any.
  let problems: [(space: ProblemSpace, functions: [TunerFunction])]
  /// The flags of the C compiler.
  let flags: BuildFlags
  /// Who multiplies matrices.
  let products: GemmProvider
  /// Ids are below it.
  let vocabulary: Int

  /// The header that declares the candidates.
  static let header = "candidates.h"

  /// The text of the header.
  var prototypes: String {
    let lines = problems.flatMap(\.functions).map { function in
      let parameters = function.parameters.map {
        $0 == "ids" ? "const int32_t *restrict ids" : "ptrdiff_t \($0)"
      }
      let all =
        ["const float *restrict weights", "float *restrict state", "float *restrict scratch"]
        + parameters
      return "void \(function.symbol)(\(all.joined(separator: ", ")));"
    }
    return """
      /* The candidates, and the plain loops that they must agree with. */
      #ifndef SSDC_CANDIDATES_H
      #define SSDC_CANDIDATES_H

      #include <stddef.h>
      #include <stdint.h>

      \(lines.joined(separator: "\n"))

      #endif

      """
  }

  /// The text of the tables.
  var text: String {
    get throws {
      let rows = problems.indices.map(row)
      return """
        /* What is compared: every problem with its memory and its candidates. */
        #include "\(Self.header)"

        #include "tuner.h"

        \(try problems.indices.map(tables).joined(separator: "\n"))
        const ssdc_tuner_problem ssdc_tuner_problems[] = {
        \(rows.joined(separator: "\n"))
        };
        const size_t ssdc_tuner_problems_count = sizeof ssdc_tuner_problems / sizeof *ssdc_tuner_problems;
        #ifndef SSDC_TUNER_FLAGS
        #define SSDC_TUNER_FLAGS "\(flags.all.joined(separator: " "))"
        #endif
        const char ssdc_tuner_flags[] = SSDC_TUNER_FLAGS;
        const char ssdc_tuner_products[] = "\(products.rawValue)";

        """
    }
  }

  /// The functions, buffers and candidates of one problem.
  private func tables(_ index: Int) throws -> String {
    let (space, functions) = problems[index]
    let calls = functions.map { function in
      let arguments = ["weights", "state", "scratch"] + function.parameters
      return """
        static void call_\(function.name)(const ssdc_tuner_call *call) {
          \(function.symbol)(\(arguments.map { "call->\($0)" }.joined(separator: ", ")));
        }
        """
    }
    let candidates = zip(space.candidates, functions.suffix(space.candidates.count)).map {
      row(of: $1, schedule: $0.schedule.line)
    }
    let plain = functions.count > space.candidates.count ? functions.first : nil
    let buffers = space.candidates[0].module.buffers
    return """
      /* \(space.problem) */
      \(calls.joined(separator: "\n"))
      \(plain.map { "static const ssdc_tuner_candidate plain_\(index) = \(row(of: $0, schedule: "plain"));" } ?? "")
      static const ssdc_tuner_candidate candidates_\(index)[] = {
        \(candidates.joined(separator: ",\n  ")),
      };
      static const ssdc_tuner_buffer weights_\(index)[] = {
        \(try lines(of: buffers, in: .weights))
      };
      static const ssdc_tuner_buffer states_\(index)[] = {
        \(try lines(of: buffers, in: .state))
      };

      """
  }

  private func row(of function: TunerFunction, schedule: String) -> String {
    let scratch = MemoryPlan(function.module).scratch
    let segment = function.module.functions[0].tokens?.greatest.asConstant
    return """
      { "\(schedule)", call_\(function.name), \(segment.map { "\($0)" } ?? "PTRDIFF_MAX"), \(scratch) }
      """
  }

  /// A row for each buffer; one without numbers where there is none, since no array is empty.
  private func lines(of buffers: [Buffer], in area: MemoryArea) throws -> String {
    let found = try buffers.compactMap { buffer -> String? in
      guard !buffer.space.isScratch else { return nil }
      let place = try MemoryArea.place(of: buffer)
      guard place.area == area else { return nil }
      let element = buffer.element == .bf16 ? "SSDC_TUNER_BF16" : "SSDC_TUNER_F32"
      return "{ \"\(buffer.name)\", \(element), \(place.offset), \(buffer.count) },"
    }
    return (found.isEmpty ? ["{ \"\", SSDC_TUNER_F32, 0, 0 },"] : found).joined(separator: "\n  ")
  }

  private func row(_ index: Int) -> String {
    let space = problems[index].space
    let plan = MemoryPlan(space.candidates[0].module)
    let tokens = space.tokens
    return """
        {
          "\(space.problem)",
          "\(space.digest)",
          \(plan.parameters), \(plan.states),
          weights_\(index), states_\(index),
          sizeof weights_\(index) / sizeof *weights_\(index), sizeof states_\(index) / sizeof *states_\(index),
          \(vocabulary), \(tokens), \(min(tokens, space.checkedTokens)),
          \(space.blocks?.lowerBound ?? 0), \(space.blocks?.count ?? 1),
          \(space.reference == nil ? "NULL" : "&plain_\(index)"), candidates_\(index), \(space.candidates.count),
        },
      """
  }
}

extension ProblemSpace {
  /// The tokens that the plain loops are run for: they are slow where weights are large, and whole tiles and a rest are enough.
  fileprivate var checkedTokens: Int {
    switch problem.operation {
    case .linear, .experts: 37
    case .scan, .diagonalScan, .attention, .segment, .short: tokens
    }
  }
}

extension Schedule {
  /// The text in one line.
  var line: String {
    description.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
      .joined(separator: " ")
  }
}
