/// What the events of a diff can be grouped by.
public enum DiffDimension: Sendable, Hashable {
  /// The causes of the change: statements, or layers without an allow.
  case statement
  /// The role, user or service, never the session.
  case role
  /// The account that received the event.
  case account
  /// The organizational unit of that account, from the root down.
  case ou
  /// The IAM action.
  case action
  /// The service prefix of the action.
  case service
  /// The value of a tag that the role or user has, else its account.
  case tag(String)

  /// The names of the dimensions as they are typed.
  public static let names = ["statement", "role", "account", "ou", "action", "service", "tag:KEY"]

  /// The dimension of a name as it is typed; nil for none.
  public init?(name: String) {
    switch name {
    case "statement": self = .statement
    case "role": self = .role
    case "account": self = .account
    case "ou": self = .ou
    case "action": self = .action
    case "service": self = .service
    default:
      guard name.hasPrefix("tag:"), name != "tag:" else { return nil }
      self = .tag(String(name.dropFirst("tag:".count)))
    }
  }

  /// The name as it is typed.
  public var name: String {
    switch self {
    case .statement: "statement"
    case .role: "role"
    case .account: "account"
    case .ou: "ou"
    case .action: "action"
    case .service: "service"
    case .tag(let key): "tag:\(key)"
    }
  }
}

/// Events of one class that have everything in common that they are grouped by.
public struct DiffGroup: Sendable, Equatable {
  /// The class of the changes.
  public var changeClass: ChangeClass
  /// What they have in common, in the order of the grouping.
  public var names: [String]
  /// How many they are; each event of the class counts in one group.
  public var count: ChangeCount
  /// On how many days.
  public var days: Int
  /// First and last event, seconds since 1970 UTC.
  public var seen: ClosedRange<Int64>
  /// Ids of the first events.
  public var sampleEventIDs: [String]
}
