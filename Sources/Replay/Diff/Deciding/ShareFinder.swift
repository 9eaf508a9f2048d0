import AuditStore
import IAMPolicy

/// What one of several changes has to do with the changed events.
public struct ChangeShare: Sendable, Equatable {
  /// The change as it was typed.
  public var change: String
  /// Events that it changes by itself, and that would stay as they are without it.
  public var alone = 0
  /// Events that change only where others come with it.
  public var together = 0
  /// Events that it changes by itself, and that others change without it as well.
  public var either = 0
}

/// Finds which of several changes make an event change: by themselves, or only together.
struct ShareFinder {
  /// A candidate with one change alone, and one with all but it; nil where the changes do not stand without it.
  private struct Part {
    let change: PolicyChange
    let alone: PolicyResolver?
    let without: PolicyResolver?
  }

  /// What a change has to do with an event.
  fileprivate enum Role {
    case alone, together, either, none
  }

  /// The part of each change in one verdict, and the changes that only come to it together.
  struct Shares {
    fileprivate var roles: [(change: Int, role: Role)] = []
    /// The places of the changes that are needed together; empty where one suffices.
    var combination: [Int] = []
  }

  private let parts: [Part]
  private(set) var shares: [ChangeShare]

  /// Prepares the partial candidates; there is nothing to find for a single change.
  init(_ differ: Differ) {
    let changes = differ.changes
    guard changes.count > 1, changes.count <= Self.mostChanges, differ.evaluator.recorded == nil,
      differ.rewritten.new.isEmpty, differ.rewritten.old.isEmpty, differ.contextDifferences == nil
    else {
      parts = []
      shares = []
      return
    }
    func resolver(_ part: [PolicyChange]) -> PolicyResolver? {
      guard let snapshot = try? differ.baseline.laying(part, comparing: changes) else { return nil }
      return PolicyResolver(snapshot: snapshot, comparing: changes, namesCallers: false)
    }
    parts = changes.indices.map { index in
      var others = changes
      others.remove(at: index)
      return Part(
        change: changes[index], alone: resolver([changes[index]]), without: resolver(others))
    }
    shares = changes.map { ChangeShare(change: $0.argument) }
  }

  /// More changes than this are not tried one by one.
  private static let mostChanges = 32

  /// The changes that may have a part in a verdict: those whose policy decides with, and removals.
  private func candidates(_ requests: [AskedRequest]) -> [Int] {
    var targets: Set<String> = []
    for request in requests where request.isTouched {
      let before = request.before.all
      for policy in request.after.all where !before.contains(policy) {
        if let target = policy.change { targets.insert(target) }
      }
    }
    return parts.indices.filter { index in
      parts[index].change.isRemoval || targets.contains(parts[index].change.targetText)
    }
  }

  /// Whether finding the shares of a verdict may take its event to other candidates.
  func triesOthers(for verdict: EventVerdict) -> Bool { verdict.changeClass.isImpact && !parts.isEmpty }

  /// What each change has to do with a verdict.
  ///
  /// - Parameters:
  ///   - requests: the requests that it was found from.
  ///   - classOf: decides the event with another candidate.
  func find(
    _ verdict: EventVerdict, _ requests: [AskedRequest], _ classOf: (PolicyResolver) -> ChangeClass
  ) -> Shares {
    guard triesOthers(for: verdict) else { return Shares() }
    let candidates = candidates(requests)
    guard candidates.count > 1 else {
      return Shares(roles: candidates.map { ($0, .alone) })
    }
    var shares = Shares()
    let roles = candidates.map { index -> Role in
      let suffices = parts[index].alone.map { classOf($0) == verdict.changeClass } ?? false
      let isNeeded = parts[index].without.map { classOf($0) != verdict.changeClass } ?? true
      return suffices ? (isNeeded ? .alone : .either) : (isNeeded ? .together : .none)
    }
    shares.roles = Array(zip(candidates, roles))
    if !roles.contains(.alone), !roles.contains(.either) {
      let needed = shares.roles.filter { $0.role == .together }.map { $0.change }
      // Where any of several will do beside the others, none of them is needed.
      shares.combination = needed.count > 1 ? needed : candidates
    }
    return shares
  }

  /// Counts the events of a verdict.
  mutating func add(_ found: Shares, events: Int) {
    for (change, role) in found.roles {
      switch role {
      case .alone: shares[change].alone += events
      case .together: shares[change].together += events
      case .either: shares[change].either += events
      case .none: break
      }
    }
  }

  /// The changes that are needed together, in words.
  func words(_ found: Shares) -> String? {
    found.combination.isEmpty
      ? nil : found.combination.map { parts[$0].change.targetText }.joined(separator: " with ")
  }
}
