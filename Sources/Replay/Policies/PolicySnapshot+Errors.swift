import IAMPolicy

/// An error in a policy of a snapshot, with what becomes of the policy.
public struct PolicyError: Sendable, Equatable {
  /// The error.
  public var finding: SnapshotFinding
  /// What it comes to, for example `the policy is taken as unknown`.
  public var consequence: String

  /// The place, what is wrong there and what becomes of which policy, as a fragment without a final period.
  public var sentence: String {
    let name = finding.policy.map { "the policy \($0)" } ?? "the policy"
    return "\(place): \(message); "
      + consequence.replacing("the policy", with: name, maxReplacements: 1)
  }

  /// What is wrong, as a fragment without place or final period.
  var message: String { finding.finding.message }

  /// The form `file:line:column`.
  var place: String { "\(finding.file):\(finding.finding.position)" }
}

extension PolicySnapshot {
  /// The errors in its policies, in the order of reading.
  public var errors: [PolicyError] {
    let errors = findings.filter { $0.finding.severity == .error }
    // Another error in the same policy may make it unknown all the same.
    let unknown = Set(errors.filter { $0.finding.consequence == nil }.map { PolicyKey($0) })
    return errors.map { error in
      let isUnknown = unknown.contains(PolicyKey(error))
      return PolicyError(
        finding: error,
        consequence: isUnknown ? "the policy is taken as unknown" : error.finding.consequence ?? "")
    }
  }

  /// What is to be said of the errors in lines, of many of them the first ones and how to see all.
  ///
  /// - Parameter folder: the snapshot as it was named.
  public func errorLines(folder: String) -> [String] {
    let all = errors
    let shown = all.count > Self.errorsShown ? Self.errorsShown - 1 : all.count
    guard shown < all.count else { return all.map { $0.sentence } }
    let command = ShellCommand.quoted(folder)
    return all.prefix(shown).map { $0.sentence }
      + ["and \(TextFormat.count(all.count - shown, "more error")): retrial policies check \(command)"]
  }

  private static let errorsShown = 10

  /// The policies of some kinds, such as `scp`, that stand here and cannot be read: by name, an inline one behind the ARN
  /// of whose it is.
  func unreadable(_ kinds: [String]) -> [String] {
    let starts = kinds.map { "\(PolicyDependency.unreadable)\($0):" }
    let names = policies.compactMap { policy -> ExactText? in
      guard case .unknown(let name) = policy.content else { return nil }
      return starts.first { name.hasPrefix($0) }.map { ExactText(String(name.dropFirst($0.count))) }
    }
    return Set(names).sorted().map { $0.text }
  }
}

/// A policy by its file and name.
private struct PolicyKey: Hashable {
  let file: ExactText
  let policy: ExactText?

  init(_ finding: SnapshotFinding) {
    file = ExactText(finding.file)
    policy = finding.policy.map { ExactText($0) }
  }
}
