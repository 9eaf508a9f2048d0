import Replay

extension RequestFilter {
  /// `--principal`, `--action`, `--resource` and `--account`.
  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.init()
    principals = try arguments.names("principal")
    actions = try arguments.names("action")
    resources = try arguments.patterns("resource")
    accounts = try arguments.names("account")
  }
}

extension ParsedArguments {
  /// The values of an option that takes patterns of names.
  func names(_ option: String) throws(UsageError) -> [String] {
    try values(option) { ARNPattern.fault(ofLength: $0) }
  }

  /// The values of an option that takes patterns of ARNs.
  func patterns(_ option: String) throws(UsageError) -> [String] {
    try values(option) { ARNPattern.fault($0) }
  }

  private func values(_ option: String, _ fault: (String) -> String?) throws(UsageError) -> [String] {
    for pattern in values(option) {
      if let fault = fault(pattern) {
        throw usageError("The value '\(pattern)' is invalid for '--\(option)': \(fault)")
      }
    }
    return values(option)
  }
}

extension ParsedArguments {
  /// The options as they were typed by which `retrial explain` decides an event as this command does.
  var explaining: [String] {
    ["db", "policies", "change-dir", "change", "assume", "management-account"].flatMap { name in
      values(name).flatMap { ["--\(name)", $0] }
    }
  }
}
