extension DefaultSchedule {
  /// A recurrence: one head after another, its state updated and read in one pass; the loop over tokens goes where there is one.
  static func recurrence(_ nest: Nest) -> [Rewrite] {
    nest.label.tokens == .one ? [.specialize(Specialize("t"))] : []
  }
}
