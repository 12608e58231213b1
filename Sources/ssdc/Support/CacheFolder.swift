import Foundation

/// Where compiled programs are kept between runs.
enum CacheFolder {
  /// `$XDG_CACHE_HOME/ssdc`, else `~/.cache/ssdc`.
  static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return "\(base)/ssdc" }
    return "\(NSHomeDirectory())/.cache/ssdc"
  }
}
