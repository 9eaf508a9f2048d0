public import AuditStore
public import IAMPolicy

/// What a diff says: one value that every output format renders.
public struct DiffReport: Sendable, Equatable {
  /// The changes as they were typed; empty when two stored replays are compared.
  public var changes: [String]
  /// The files with the new texts, each once, in the order of the changes.
  public var changedFiles: [String] = []
  /// The two stored replays that are compared; empty when changes of one snapshot are.
  public var replays: [ReplaySource] = []
  /// What keeps stored replays from being compared as they were stored, in sentences.
  public var notes: [String] = []
  /// The filters as they were typed: events that do not pass them are not in the answer.
  public var filters: [String] = []
  /// The policy snapshot's folder; nil when the recorded decisions are the baseline.
  public var snapshot: String?
  /// First and last event that was looked at, seconds since 1970 UTC; nil when there was none.
  public var window: ClosedRange<Int64>?
  /// The counts of events, which add up.
  public var events: EventSums
  /// How far the baseline agrees with what AWS recorded.
  public var fidelity: Fidelity
  /// Requests and events by class; every class is there.
  public var summary: [ChangeClass: ChangeCount]
  /// Distinct requests of all classes; one with events of several classes counts once.
  public var requests = 0
  /// From what to what the decisions of the replayed events go; not those whose record contradicts the baseline.
  public var flows: [DecisionFlow] = []
  /// What each of several changes has to do with them, in the order of the changes; empty for a single one.
  public var shares: [ChangeShare] = []
  /// What causes the changes, most events first within each class.
  public var causes: [Cause]
  /// What the log cannot say about the change.
  public var blindSpots: [BlindSpot]
  /// The options by which `retrial explain` decides an event as the report does; nil where it cannot, or nobody asks.
  public var explainOptions: [String]?
  /// What was assumed, in sentences.
  public var assumptions: [String]
  /// The filters that nothing in the log passes, in sentences; see `UnmatchedFilters`.
  public var unmatchedFilters: [String] = []
  /// The changes whose target nothing that was given knows.
  public var unknownTargets: [UnknownTarget] = []
  /// What the reader of the changed policies warns of, each once; see `ChangeWarnings`.
  public var warnings: [SnapshotFinding] = []
  /// What the groups are made by; empty when there are none.
  public var grouping: [DiffDimension] = []
  /// The changed events in groups, classes in their order, most events first.
  public var groups: [DiffGroup] = []
  /// What the entries of accepted changes came to; empty when no file was given.
  public var accepted: [AcceptedEntry] = []
}

/// A stored replay as one side of a comparison.
public struct ReplaySource: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// The folder of its snapshot; nil for none.
  public var policies: String?
  /// Its changes as they were typed.
  public var changes: [String]
  /// How many files it was made from.
  public var inputs: Int
  /// Their digest in hexadecimal digits; see `StoredReplay.inputsDigest`.
  public var inputsDigest: String
  /// The versions that it was stored by.
  public var versions: ReplayVersions
}

/// The events of a database within a window: `read = ingested + duplicates + rejected + outOfIngestWindow`.
public struct EventSums: Sendable, Equatable {
  /// Events that the log files held.
  public var read = 0
  /// Events in the database.
  public var ingested = 0
  /// Events delivered more than once.
  public var duplicates = 0
  /// Records that could not be read.
  public var rejected = 0
  /// Events that ingests with a window passed over, each time that one did.
  public var outOfIngestWindow = 0
  /// Those of them that may lie in the window of this run and that no ingest has taken since; nil for none.
  public var passedOver: PassedOverRecords?
  /// The ingests whose other files were not read.
  public var unfinishedIngests: [UnfinishedIngest] = []
  /// Ingested events outside the window or the filters of this run.
  public var outsideWindow = 0
  /// Events that came into the database after a replay was stored that is compared.
  public var cameLater = 0
  /// Events whose requests were evaluated.
  public var replayed = 0
  /// Events that were not, by class, most first.
  public var excluded: [NamedCount] = []

  /// Makes sums of nothing.
  public init() {}

  /// The sum of the excluded events.
  public var excludedTotal: Int { excluded.reduce(0) { $0 + $1.count } }
}

/// A name with how often it stands for something.
public struct NamedCount: Sendable, Equatable {
  /// The name.
  public var name: String
  /// How many.
  public var count: Int

  /// Makes a count.
  public init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}

/// The share of determinate baselines that agree with a known recorded decision.
public struct Fidelity: Sendable, Equatable {
  /// Events whose recorded decision is known.
  public var recorded = 0
  /// Those of them that the baseline policies decide for certain.
  public var determinate = 0
  /// Those of them in which both agree.
  public var agreeing = 0
  /// Events in which AWS's message names a layer that we do not find denying, though the effect agrees.
  public var otherLayer = 0
  /// What the events that the baseline does not decide for certain hinge on, by events.
  public var undecided: [NamedCount] = []
  /// Events that the baseline does not decide for certain, and of which what AWS recorded settles the rest: whether they are
  /// allowed under the change is known by it.
  public var settledByRecord = 0
  /// Whether policies were given whose decisions can be held against the record; without any it is not measured.
  public var hasPolicies = true

  /// The same where none were given.
  var withoutPolicies: Fidelity {
    var result = Fidelity()
    result.recorded = recorded
    result.settledByRecord = settledByRecord
    result.hasPolicies = false
    return result
  }

  /// The share in percent; nil when nothing could be compared.
  public var percent: Double? {
    determinate == 0 ? nil : Double(agreeing) * 100 / Double(determinate)
  }

  /// The share of recorded decisions that the policies decide for certain, in percent; nil when nothing could be compared.
  public var decidedPercent: Double? {
    recorded == 0 || !hasPolicies ? nil : Double(determinate) * 100 / Double(recorded)
  }
}

/// How many requests and events fall into a class.
public struct ChangeCount: Sendable, Equatable {
  /// Distinct (principal, action, resource).
  public var requests = 0
  /// Recorded events.
  public var events = 0
  /// Events whose record confirms the change.
  public var confirmed = 0
  /// Events that are accepted.
  public var accepted = 0
  /// Those of them whose record confirms the change.
  public var acceptedConfirmed = 0

  /// Adds events that are alike.
  mutating func add(_ events: Int, isConfirmed: Bool, isAccepted: Bool) {
    self.events += events
    if isConfirmed { confirmed += events }
    if isAccepted { accepted += events }
    if isConfirmed, isAccepted { acceptedConfirmed += events }
  }

  /// Adds the events of another count; distinct requests are counted elsewhere.
  mutating func add(_ other: ChangeCount) {
    events += other.events
    confirmed += other.confirmed
    accepted += other.accepted
    acceptedConfirmed += other.acceptedConfirmed
  }
}

/// One cause of a change: the statement or missing allow, and all that it touches.
public struct Cause: Sendable, Equatable {
  /// The class of its changes.
  public var changeClass: ChangeClass
  /// What decides.
  public var reason: CauseReason
  /// Distinct requests, events and confirmed events.
  public var count: ChangeCount
  /// Principals (roles, not sessions), those first of whose work the largest share is touched.
  public var principals: [PrincipalShare]
  /// Actions by events.
  public var actions: [NamedCount]
  /// Resources by events, the first thousand.
  public var resources: [NamedCount]
  /// How many others there are.
  public var moreResources = 0
  /// Events of which the log does not hold AWS's decision: calls that failed for another reason.
  public var unrecorded: Int
  /// Days with at least one event.
  public var days: Int
  /// First and last event, seconds since 1970 UTC.
  public var seen: ClosedRange<Int64>
  /// Ids of some events, first ones first.
  public var sampleEventIDs: [String]
  /// The unknown facts it hinges on, by events, the first thousand; empty for a certain change.
  public var dependsOn: [NamedCount]
  /// How many others there are.
  public var moreDependsOn = 0
  /// The conditions of the statements that change, with the values that they met.
  public var comparisons: [ComparedCondition]
  /// The changes that only come to it together, by events; empty where single ones do.
  public var together: [NamedCount] = []
  /// Where the reason means no statement, line and column at which the statements of the policy begin, as one is missing
  /// there or all of them are meant; of several policies of one name in one file the first, and nil where it is not known.
  var statements: SourcePosition?
}

/// How much of a principal's recorded work a cause touches.
public struct PrincipalShare: Sendable, Equatable {
  /// The role's or user's ARN.
  public var name: String
  /// Its events that the cause touches.
  public var events: Int
  /// All its events that were replayed.
  public var replayed: Int
}

/// A condition beside the values that requests had for its key.
public struct ComparedCondition: Sendable, Equatable {
  /// The context key as the policy spells it.
  public var key: String
  /// The operator with its prefix and suffix, for example `StringNotEquals`.
  public var conditionOperator: String
  /// The policy's values.
  public var values: [String]
  /// The requests' values, or words for a key that is absent or not logged, by events, the first thousand.
  public var actual: [NamedCount]
  /// How many others there are.
  public var moreActual = 0
}

/// The statement that decides, or the layer that lacks an allow.
public struct CauseReason: Sendable, Hashable {
  /// The layer in AWS's words, for example `service control policy`.
  public var layer: String
  /// What it does, for example `explicit deny` or `no statement allows`.
  public var effect: String
  /// The policy's name or ARN.
  public var policy: String
  /// Where the policy is attached, when that says more.
  public var attachment: String?
  /// The file; nil when the policy came from none.
  public var file: String?
  /// Line and column of the statement; nil when no statement is meant.
  public var position: SourcePosition?
  /// The statement's Sid or its index as `#2`; nil when no statement is meant.
  public var statement: String?
}

/// Something that the log cannot tell about a change.
public struct BlindSpot: Sendable, Equatable {
  /// A stable name; see `DiffJSONSchema`.
  public var kind: String
  /// A sentence that says what is not covered and why it matters.
  public var text: String
}
