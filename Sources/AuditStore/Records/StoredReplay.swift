public import CloudTrail

/// A replay under a name: what it was made from, so that it can be made again and compared.
public struct StoredReplay: Sendable, Equatable {
  /// The name, which no other replay has.
  public var name: String
  /// When it was stored, seconds since 1970 UTC.
  public var created: Int64
  /// The events that were asked for.
  public var window: TimeWindow
  /// What it was asked for, as JSON: policies, changes, assumptions and filters.
  public var settings: String
  /// What it came to, as JSON: events by decision and by change.
  public var summary: String
  /// The policy files that were read, in the order of reading.
  public var inputs: [StoredInput]
  /// The versions that decided.
  public var versions: ReplayVersions
  /// The last event that was in the database then.
  public var lastEvent: Int

  /// Makes a replay from its parts.
  public init(
    name: String, created: Int64, window: TimeWindow, settings: String, summary: String,
    inputs: [StoredInput],
    versions: ReplayVersions, lastEvent: Int
  ) {
    self.name = name
    self.created = created
    self.window = window
    self.settings = settings
    self.summary = summary
    self.inputs = inputs
    self.versions = versions
    self.lastEvent = lastEvent
  }

  /// The digest of all inputs: of a line `digest  path` for each, as `sha256sum` prints it.
  public var inputsDigest: SHA256Digest {
    SHA256Digest(of: Array(inputs.map { "\($0.digest.text)  \($0.path)\n" }.joined().utf8))
  }
}

/// A file that a replay was made from.
public struct StoredInput: Sendable, Equatable {
  /// The path as it was read.
  public let path: String
  /// The bytes that were read.
  public let content: [UInt8]
  /// Their SHA-256.
  public let digest: SHA256Digest

  /// Makes an input of a file that was read.
  public init(path: String, content: [UInt8]) {
    self.path = path
    self.content = content
    digest = SHA256Digest(of: content)
  }
}

/// What decides beside the policies and the log: another version of any may decide otherwise.
public struct ReplayVersions: Sendable, Equatable {
  /// The version of the decision engine.
  public var engine: Int
  /// The date of the catalog of actions and condition keys.
  public var catalog: String
  /// The version of the derivation that the stored requests were made by.
  public var derivation: Int

  /// Makes versions.
  public init(engine: Int, catalog: String, derivation: Int) {
    self.engine = engine
    self.catalog = catalog
    self.derivation = derivation
  }
}

/// What the requests of a replay came to, with each list of outcomes once.
public struct ReplayOutcomes: Sendable, Equatable {
  /// The outcomes of all requests of an event, in their order.
  public var lists: [[StoredOutcome]]
  /// For each event by its row the place of its list, from 1; 0 for an event that was not replayed.
  public var numbers: [Int32]

  /// Makes outcomes.
  public init(lists: [[StoredOutcome]], numbers: [Int32]) {
    self.lists = lists
    self.numbers = numbers
  }

  /// The outcomes of an event; none when it was not replayed.
  public func outcomes(ofEvent row: Int) -> [StoredOutcome] {
    guard numbers.indices.contains(row) else { return [] }
    let number = Int(numbers[row])
    return lists.indices.contains(number - 1) ? lists[number - 1] : []
  }
}

/// What one request of an event came to.
public struct StoredOutcome: Sendable, Hashable {
  /// The request's number within its event, from 0.
  public var request: Int
  /// `allowed`, `implicitly_denied`, `explicitly_denied`, `denied` for either of them, or `indeterminate`.
  public var decision: String
  /// How the event's decision differs from the one without the changes, for example `revoked`.
  public var change: String
  /// What makes the difference; nil where there is none.
  public var cause: String?
  /// The unknown facts that it hinges on; nil for none.
  public var dependsOn: String?

  /// Makes an outcome.
  public init(
    request: Int, decision: String, change: String, cause: String? = nil, dependsOn: String? = nil
  ) {
    self.request = request
    self.decision = decision
    self.change = change
    self.cause = cause
    self.dependsOn = dependsOn
  }
}
