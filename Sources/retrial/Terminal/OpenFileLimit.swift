import Glibc

/// How many files the process may have open: the runtime traps where it is not granted a handful.
enum OpenFileLimit {
  private static let needed: rlim_t = 32

  /// Raises the limit as far as that is allowed and needed; a message when it stays too low.
  static func raise() -> String? {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    guard limit.rlim_cur < needed else { return nil }
    limit.rlim_cur = min(needed, limit.rlim_max)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur < needed else { return nil }
    let allowed = limit.rlim_cur
    return "the process may open only \(allowed) files; allow at least \(needed) (`ulimit -n \(needed)`)"
  }
}
