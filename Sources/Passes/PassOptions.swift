import IR
import Schedule

/// What the user and the target decide about the passes.
public struct PassOptions: Hashable, Sendable {
  /// The chunk size Q, nil to choose it by the cost model.
  public var chunk: Int?
  /// Who multiplies matrices.
  public var products: GemmProvider
  /// Which functions a team of threads runs.
  public var teams: Teams
  /// What is known of weights: see `ScalarRates`.
  public var scalarRates: ScalarRates
  /// What a number of a weight matrix is stored as.
  public var weights: StoredElement
  /// The machine that the program is for.
  public var target: Target
  /// How nests are arranged, as far as that was chosen.
  public var schedule: Schedule

  /// Options.
  public init(
    chunk: Int? = nil, products: GemmProvider = .builtin, teams: Teams = .always,
    scalarRates: ScalarRates = ScalarRates(), weights: StoredElement = .f32,
    target: Target = Target(.host), schedule: Schedule = Schedule()
  ) {
    self.chunk = chunk
    self.products = products
    self.teams = teams
    self.scalarRates = scalarRates
    self.weights = weights
    self.target = target
    self.schedule = schedule
  }

  /// Which functions a team of threads runs.
  public enum Teams: Hashable, Sendable {
    /// All of them.
    case always
    /// Those with enough work between one wait of the team and the next: see `Work.deservesTeam`.
    case worthwhile
  }
}
