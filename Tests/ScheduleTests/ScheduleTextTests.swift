import Diagnostics
import IR
import Testing

@testable import Schedule

@Suite struct ScheduleTextTests {
  /// Every rewrite, each with what may be left out.
  private static let text = """
    schedule 1
    tokens 512
    variants 8, 64
    chunk 64
    steps fused
    attention queries 32 keys 128
    chunked_scan many {
      split row by 32 as i0 row
      split column by 16 as panel lane counted
      reorder row tile
      fuse i0 q0
      fission t before c as u
      collapse panel lane as column
      stage weight at i0 as masked[row:i, column] padded
      stage s at i0 as first
      expand sums over head
      expand read over head along 2
      defer decay at query as read[o:p, a:b]
      hold state at tile as states[3, 2 4]
      hold y at t as sums[2:c, 1:a 3]
      unroll s
      specialize t
      bind head to threads
      widen row from j0
      inline kept
      rename k0 to i0
      replace row by gemm
    }
    linear one logits {
      replace row by linear_panel
    }
    recurrence one {
    }
    diagonal_scan many {
    }

    """

  @Test func textIsReadBack() throws {
    let schedule = try Schedule(parsing: Self.text, file: "schedule")
    #expect(schedule.description == Self.text)
    #expect(schedule.nests[0].rewrites.count == 20)
    #expect(Set(schedule.nests[0].rewrites.map(\.keyword)) == Set(Rewrite.keywords))
    #expect(try Schedule(parsing: "schedule 1", file: "schedule") == Schedule())
  }

  /// The first schedule that fits a nest is its own.
  /// Sizes may come in any order.
  @Test func sizesAreReadInAnyOrder() throws {
    let schedule = try Schedule(
      parsing: "schedule 1 attention queries 8 keys 4 chunk 16 tokens 32", file: "schedule")
    #expect(schedule == Schedule(tokens: 32, chunk: 16, tiles: Tiles(queries: 8, keys: 4)))
  }

  @Test func nestsAreFound() throws {
    let schedule = try Schedule(
      parsing: "schedule 1 linear one logits { unroll a } linear one { unroll b }", file: "schedule"
    )
    let find = { (kind: NestKind, tokens: NestLabel.Tokens, name: BufferID) in
      schedule.rewrites(of: NestLabel(kind, tokens, name))?.map(\.description)
    }
    #expect(find(.linear, .one, "logits") == ["unroll a"])
    #expect(find(.linear, .one, "hidden") == ["unroll b"])
    #expect(find(.linear, .many, "logits") == nil)
    #expect(find(.recurrence, .one, "logits") == nil)
  }

  @Test(arguments: [
    ("", "line 1, column 1", "'schedule'"),
    ("schedule 2", "line 1, column 10", "out of range"),
    ("schedule 1\ntokens 0", "line 2, column 8", "out of range"),
    ("schedule 1\nvariants 8, 8", "line 2, column 13", "above 8"),
    ("schedule 1\nsteps apart", "line 2, column 7", "'separate'"),
    ("schedule 1\nchunk 8\nchunk 16", "line 3, column 1", "linear, scores"),
    ("schedule 1\nattention queries 8", "line 2, column 20", "'keys'"),
    ("schedule 1\nproduct many {", "line 2, column 1", "linear, scores"),
    ("schedule 1\nlinear few {", "line 2, column 8", "many, one"),
    ("schedule 1\nlinear many {\n  tile t", "line 3, column 3", "split, reorder"),
    ("schedule 1\nlinear many {\n  split t 4", "line 3, column 11", "'by'"),
    ("schedule 1\nlinear many {\n  replace t by sgemm }", "line 3, column 16", "linear_panel"),
    ("schedule 1\nlinear many {\n", "line 3, column 1", "the end"),
  ]) func errorsTellThePlace(text: String, place: String, words: String) {
    let error = #expect(throws: Diagnostic.self) { try Schedule(parsing: text, file: "s.txt") }
    #expect(error?.id == .scheduleSyntax)
    #expect(error?.place == FileLocation("s.txt", place), "\(String(describing: error))")
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }
}
