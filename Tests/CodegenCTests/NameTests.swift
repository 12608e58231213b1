import IR
import RuntimeFiles
import Testing

@testable import CodegenC
@testable import Project

@Suite struct NameTests {
  @Test func modelNamesAreIdentifiers() {
    let cases = [
      "Classics-3M": "classics_3m", "mamba2 130m": "mamba2_130m", "../../etc/passwd": "etc_passwd",
      "3b": "model_3b", "": "model", "日本語": "model", "int": "int_model", "while": "while_model",
      "math": "math_model", "size": "size_model", "float32x4": "float32x4_model",
      "context": "context_model", "gemm": "gemm_model", "__a__": "a", "m": "m_model",
      "\";system(\"id\");": "system_id", "*/": "model", "exp": "exp_model", "ssdc": "ssdc_model",
    ]
    for (title, name) in cases { #expect(ModelName(title).text == name, "\(title)") }
    let long = ModelName(String(repeating: "ab-", count: 100)).text
    #expect(long.count <= 40 && !long.hasSuffix("_"))
  }

  @Test func localNamesAreInjectiveAndFree() {
    var names = Names(taken: ["weights"])
    let given = [
      "a.b", "a_b", "a b", "A_B", "double", "exp", "weights", "x_t", "omp_get", "1", "", "é", "_",
      "a_b_2", "v",
    ]
    let made = given.map { names.declare(BufferID($0)) }
    #expect(Set(made).count == given.count)
    for name in made {
      #expect(!CName.isTaken(name) && name != "weights")
      #expect(name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(name)")
    }
    #expect(made[0] == "a_b" && made[4] == "double_" && made[6] == "weights_2")
    #expect(names.declare(Scalar("a.b")) != "a_b")
  }

  @Test func renamingTouchesWholeIdentifiersOnly() {
    let renaming = PrefixRenaming(ModelName("toy"))
    #expect(
      renaming.text("#ifndef SSDC_H ssdc_t ssdc(SSDC_OK) xssdc_t SSDSTATE ssdcx \"ssdc.h\" ssdc_")
        == "#ifndef TOY_H toy_t toy(TOY_OK) xssdc_t SSDSTATE ssdcx \"toy.h\" toy_")
  }

  @Test func renamingKeepsWhatIsAlignedToBrackets() {
    let text = """
      int ssdc_f(int a,
                 int b) {
        return ssdc_g(ssdc_h(a,
                             b),
                      1);
      }
      """
    #expect(
      PrefixRenaming(ModelName("longer")).text(text) == """
        int longer_f(int a,
                     int b) {
          return longer_g(longer_h(a,
                                   b),
                          1);
        }
        """)
  }

  @Test func everyRuntimeNameThatOthersSeeCarriesThePrefix() {
    #expect(RuntimeFile.all.count > 40)
    for file in RuntimeFile.all where file.path.hasSuffix(".h") {
      let guarded = file.text.split(separator: "\n").contains { $0.hasPrefix("#ifndef SSDC_") }
      #expect(guarded, "\(file.path)")
    }
    #expect(Set(RuntimeFile.all.map(\.fileName)).count == RuntimeFile.all.count)
  }
}
