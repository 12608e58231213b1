import Diagnostics
import Testing

@Suite struct CatalogueTests {
  @Test func codesAreUniqueAscendingAndExplained() {
    let codes = DiagnosticID.all.map(\.code)
    #expect(codes == codes.sorted())
    #expect(Set(codes).count == codes.count)
    for entry in DiagnosticID.all {
      #expect(!entry.title.isEmpty && entry.explanation.count > 40, "\(entry.code)")
    }
  }
}
