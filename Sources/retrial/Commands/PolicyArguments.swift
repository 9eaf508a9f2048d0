import IAMPolicy
import Replay

/// The options by which several commands are given policies and changes, and how much text they show.
struct PolicyArguments {
  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  /// The folder of the snapshot as it was typed.
  var folder: String? { arguments.value("policies") }

  /// The snapshot; nil when none is given.
  ///
  /// What is wrong in its policies goes to standard error.
  func snapshot() throws -> PolicySnapshot? {
    let snapshot = try folder.map { try SnapshotReader.read(folder: $0) }
    writeErrors(of: snapshot)
    return snapshot
  }

  /// Says on standard error what is wrong in the policies of the folder.
  func writeErrors(of snapshot: PolicySnapshot?) {
    for line in snapshot?.errorLines(folder: folder ?? "") ?? [] { Terminal.writeError(line) }
  }

  /// The changes, in their order; what is to be said of them goes to standard error.
  func changes() throws -> [PolicyChange] {
    do {
      let changes = try PolicyChange.changes(arguments: arguments.values("change"))
      writeWarnings(of: changes)
      return changes
    } catch let error as ChangeArgumentError {
      throw usageError(error, of: error.argument)
    }
  }

  /// The changes of `--change-dir` and behind them those of `--change`; what is to be said of the former goes to
  /// standard error.
  func changes(before typed: [PolicyChange], over snapshot: PolicySnapshot) throws -> [PolicyChange] {
    var settings = ReplaySettings()
    settings.changeFolder = arguments.value("change-dir")
    let laidOver = try settings.changeFolder.map {
      try ChangeFolder($0, of: snapshot, before: typed)
    }
    let changes = (laidOver?.changes ?? []) + typed
    writeWarnings(of: laidOver?.changes ?? [], laidOver?.leftOut ?? [])
    try AssumeArguments(arguments).check(settings, changes)
    return changes
  }

  private func usageError(_ error: ChangeArgumentError, of text: String) -> UsageError {
    let end = error.message.hasSuffix("?") ? "" : "."
    return arguments.usageError("The value '\(text)' is invalid for '--change': \(error.message)\(end)")
  }

  private func writeWarnings(of changes: [PolicyChange], _ leftOut: [String] = []) {
    for line in ChangeWarnings.lines(of: changes) + leftOut { Terminal.writeError(line) }
  }

  /// What a comparison is asked for, with the management account where it is said.
  func options() throws(UsageError) -> Differ.Options {
    var options = Differ.Options()
    options.managementAccount = try managementAccount()
    return options
  }

  private func managementAccount() throws(UsageError) -> String? {
    guard let account = arguments.value("management-account") else { return nil }
    guard ARNText.isAccountID(account) else {
      throw arguments.usageError(
        "The value '\(account)' is invalid for '--management-account'; it has 12 digits.")
    }
    return account
  }

  /// What a replay is asked for, without reading any file.
  func settings() throws(UsageError) -> ReplaySettings {
    var settings = ReplaySettings()
    settings.policies = folder
    settings.changeFolder = arguments.value("change-dir")
    settings.changes = arguments.values("change")
    settings.options = try AssumeArguments(arguments).adding(to: try options())
    settings.filter = try RequestFilter(arguments)
    return settings
  }

  /// The policies that settings mean; what is to be said of them and of changes goes to standard error.
  ///
  /// A change that is not understood is an error of the command line.
  func policies(_ settings: ReplaySettings, from files: InputFiles) throws -> ReplayPolicies {
    do {
      let sides = try settings.policies(from: files)
      try AssumeArguments(arguments).check(settings, sides.changes)
      writeErrors(of: sides.snapshot)
      writeWarnings(of: sides.changes, sides.leftOut)
      return sides
    } catch let error as ChangeArgumentError {
      throw usageError(error, of: error.argument)
    }
  }

  /// How many names a list of the text output shows; 0 is all.
  func limit() throws(UsageError) -> Int {
    let text = arguments.value("limit") ?? ""
    guard let limit = Int(text), limit >= 0 else {
      throw arguments.usageError("The value '\(text)' is invalid for '--limit'; it must be a number from 0.")
    }
    return limit == 0 ? .max : limit
  }
}
