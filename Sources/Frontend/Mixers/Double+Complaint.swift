import IR

extension Double {
  /// What is wrong with the number, called `title`, which programs have in 32 bits; nil when nothing is.
  func complaint(_ title: String) -> String? {
    fitsSingle ? nil : "\(title) is \(self), which does not fit in 32 bits"
  }
}
