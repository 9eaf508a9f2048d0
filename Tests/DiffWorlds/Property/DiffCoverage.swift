import AuditStore
import PolicyWorlds
import Replay

/// Which classes, targets, layers and unknown facts the worlds of a run reached.
public struct DiffCoverage: Sendable {
  /// How often a part was reached.
  public private(set) var reached: [String: Int] = [:]

  mutating func reach(_ name: String, times: Int = 1) { reached[name, default: 0] += times }

  /// Adds the counts of another run.
  mutating func merge(_ other: DiffCoverage) { reached.merge(other.reached) { $0 + $1 } }

  /// Counts a claim, and whether completions showed that an uncertain one had to be made.
  mutating func count(_ changeClass: ChangeClass, _ event: LoggedEvent, _ pairs: Set<[Bool]>) {
    reach("class \(changeClass.rawValue)")
    if pairs.isEmpty { reach("class \(changeClass.rawValue), no completion fits") }
    if let layer = event.derived.layer {
      reach("record \(layer)")
    } else {
      reach("record \(event.derived.recorded)")
    }
    for word in event.words { reach("unknown \(word)") }
    let shows =
      switch changeClass {
      case .maybeRevoked: pairs.contains([true, false])
      case .maybeGranted: pairs.contains([false, true])
      case .unknownChange: pairs.contains { $0[0] != $0[1] }
      default: false
      }
    if shows { reach("class \(changeClass.rawValue), shown to be possible") }
  }

  /// The parts that a long enough run has to reach.
  static let cells: [String] =
    ChangeClass.allCases.filter { $0 != .notReplayable && $0 != .modelMismatch }.map {
      "class \($0.rawValue)"
    }
    + ["maybeRevoked", "maybeGranted", "unknownChange"].map { "class \($0), shown to be possible" }
    + ["scp", "rcp", "boundary", "identity", "managed", "resource", "vpce"].flatMap {
      ["target \($0)", "target \($0) removed"]
    }
    + [
      "identity", "boundary", "session", "scp", "endpoint", "trust",
    ].map { "record \($0)Implicit" }.filter { $0 != "record trustImplicit" }
    + ["identity", "boundary", "session", "scp", "rcp", "resource", "endpoint", "trust"].map {
      "record \($0)Explicit"
    }
    + ["allowed", "denied", "unknown", "allowedLikely", "unnamedExplicit"].map { "record \($0)" }
    + [
      "nothing", "everything", "organization", "list of SCPs", "list of RCPs", "text of an SCP or RCP",
      "account",
      "identity", "managed policy", "resource policy", "endpoint policy",
    ].map { "hidden \($0)" }
    + [
      "region", "caller tags", "unique id", "credentials", "session policy", "issuer", "network",
      "forwarded call",
      "key of the request", "possible request", "resource unknown", "resource assumed",
      "resource partial", "resource ambiguous",
    ].map { "unknown \($0)" }
    + ["account added", "account moved", "account removed", "other lists", "other text"].map {
      "second snapshot, \($0)"
    }
    + ["one of two accounts", "two of two callers", "on a resource and on none"].map { "calls, \($0)" }
    + ["resource policy, several names", "resource policy, NotPrincipal", "groups, sharing a decision"]
    + ["assumed", "grouped events", "both orders", "new target", "replaced target", "logs alone agree"]

  /// The parts that no world reached.
  public var missing: [String] { Self.cells.filter { reached[$0] == nil } }

  /// Every part with its count, one a line.
  public var table: String {
    Set(Self.cells).union(reached.keys).sorted().map { name in
      let count = String(reached[name] ?? 0)
      return String(repeating: " ", count: max(0, 9 - count.utf8.count)) + count + "  " + name
    }.joined(separator: "\n")
  }
}
