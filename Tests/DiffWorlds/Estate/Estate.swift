import IAMPolicy
import PolicyWorlds

/// An organization with every policy in it: what is really so, of which a snapshot shows a part.
struct Estate: Equatable {
  /// A policy by the name it is attached, kept or changed under.
  struct Named: Equatable {
    var name: String
    var policy: WorldPolicy
  }

  /// The root, an OU or an account, with what is attached there.
  struct Node: Equatable {
    var id: String
    var scps: [Named] = []
    var rcps: [Named] = []
  }

  /// A user, group or role.
  struct Identity: Equatable {
    var arn: String
    var inline: [Named] = []
    /// ARNs of managed policies.
    var attached: [String] = []
    /// The ARN of the managed policy that is the boundary.
    var boundary: String?
    /// A boundary of its own text, which a change gives.
    var ownBoundary: WorldPolicy?
    /// ARNs of groups.
    var groups: [String] = []
    var tag: String?
    var trust: WorldPolicy?
  }

  var nodes: [Node] = []
  /// The node that each account stands under; one that is missing is in no organization that a snapshot shows.
  var parents: [String: String] = [:]
  var identities: [String: Identity] = [:]
  var managed: [String: WorldPolicy] = [:]
  /// The policies of buckets, keys and queues; a resource that is missing has none.
  var resources: [String: WorldPolicy] = [:]
  var endpoints: [String: WorldPolicy] = [:]

  static let management = "999999999999"
  /// A third account, which owns no resource.
  static let third = "444444444444"
  static let accounts = [Cast.home, Cast.other, third, management]
  static let root = "r-1"
  static let unit = "ou-1"
  static let secondUnit = "ou-2"
  static let units = [unit, secondUnit]
  static let organization = "o-1"

  /// The ids of the nodes from the root down to an account.
  func path(to account: String) -> [String] {
    guard let parent = parents[account] else { return [Self.outside(account)] }
    return parent == Self.root ? [parent, account] : [Self.root, parent, account]
  }

  /// The id under which what binds an account stands while it is in no organization that a snapshot shows.
  static func outside(_ account: String) -> String { "outside-" + account }

  /// The account in an ARN.
  static func account(of arn: String) -> String {
    let fields = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return fields.count == 6 ? String(fields[4]) : ""
  }

  func node(_ id: String) -> Int? { nodes.firstIndex { $0.id == id } }
}

extension WorldPolicy {
  /// Whether the engine reads the text.
  var isAccepted: Bool {
    if case .document = attached.content { true } else { false }
  }

  /// Whether every statement denies.
  var onlyDenies: Bool { text?.statements.allSatisfy { $0.effect == "Deny" } ?? false }
}
