public import AuditStore

/// Past denials of a window, grouped.
public struct DenialReport: Sendable {
  /// The policy snapshot by whose statements causes are named; nil for none.
  public var snapshot: String?
  /// The options by which `retrial explain` decides an event as the report does; nil where nobody asks.
  public var explainOptions: [String]?
  /// What is taken for granted, in sentences.
  public var assumptions: [String] = []
  /// What the groups are made by.
  public var grouping: [DenialDimension]
  /// What events were asked for, as it was typed: the window and the filters.
  public var filters: [String] = []
  /// First and last denial, seconds since 1970 UTC; nil when there is none.
  public var window: ClosedRange<Int64>?
  /// First and last event of the whole log; nil when it holds none, or not looked for as there are denials.
  public var logged: ClosedRange<Int64>?
  /// What ingests with a window passed over that may lie in the window that was asked for; nil for none.
  public var passedOver: PassedOverRecords?
  /// The ingests whose other files were not read.
  public var unfinishedIngests: [UnfinishedIngest] = []
  /// Denied events that passed the filters: the sum of the groups.
  public var events = 0
  /// Denied events that are not replayed, by class, most first.
  public var excluded: [NamedCount] = []
  /// Events whose error has the code of a denial, but which do not tell that a policy denied: whether one did is unknown.
  public var undecided = 0
  /// The filters that nothing in the log passes, in sentences.
  public var unmatchedFilters: [String] = []
  /// Denied events that the filters left out.
  public var filtered = 0
  /// The groups, most events first.
  public var groups: [DenialGroup] = []
  /// Those that are not replayed and that only the resource owner's copy shows, by the caller's account and the one that
  /// received the copy, in this order.
  public var copies: [DenialGroup] = []
}

/// What denials can be grouped by.
public enum DenialDimension: String, Sendable, CaseIterable {
  /// What denied: with a snapshot the statements and the layers without an allow, else what AWS's message names.
  case statement
  /// The role, user or service, never the session.
  case role
  /// The account that received the event.
  case account
  /// The IAM action that was denied.
  case action
  /// The service prefix of the action.
  case service
}

/// Denied events that have everything in common that they are grouped by.
public struct DenialGroup: Sendable, Equatable {
  /// What they have in common, in the order of the grouping.
  public var names: [String]
  /// How many they are.
  public var events: Int
  /// First and last of them, seconds since 1970 UTC.
  public var seen: ClosedRange<Int64>
  /// On how many days.
  public var days: Int
  /// What denied, by events; each event counts under one text.
  public var causes: [NamedCount]
  /// Roles, users and services by events.
  public var principals: [NamedCount]
  /// Actions by events.
  public var actions: [NamedCount]
  /// The first thousand resources by events.
  public var resources: [NamedCount]
  /// How many resources there are beside those that are listed.
  public var moreResources = 0
  /// Ids of the first events.
  public var sampleEventIDs: [String]
}
