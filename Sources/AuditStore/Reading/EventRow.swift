/// One stored event as plain numbers: the rows of the dimension tables that describe it.
public struct EventRow: Sendable, Hashable {
  /// The event's own row number; numbers rise in the order of ingest.
  public var id: Int
  /// Seconds since 1970; nil when the record's time could not be read.
  public var time: Int64?
  /// Row of `Dimension.kind`.
  public var kind: Int
  /// Row of `Dimension.identity`.
  public var identity: Int
  /// Row of `Dimension.place`.
  public var place: Int
  /// Row of `Dimension.client`.
  public var client: Int
  /// Row of `Dimension.endpoint`.
  public var endpoint: Int
  /// Row of `Dimension.error`.
  public var error: Int
  /// Row of the derived event, see `AuditDatabase.scanCalls(_:)`.
  public var call: Int

  /// Makes a row of numbers that were read before.
  public init(
    id: Int, time: Int64?, kind: Int, identity: Int, place: Int, client: Int, endpoint: Int, error: Int,
    call: Int
  ) {
    self.id = id
    self.time = time
    self.kind = kind
    self.identity = identity
    self.place = place
    self.client = client
    self.endpoint = endpoint
    self.error = error
    self.call = call
  }
}

/// A derived event in rows of the dimension tables; events with equal ones share it.
public struct StoredCall: Sendable, Hashable {
  /// One derived request.
  public struct Request: Sendable, Hashable {
    /// Row of `Dimension.action`.
    public var action: Int
    /// Row of `Dimension.resource`.
    public var resource: Int
    /// Row of `Dimension.context`.
    public var context: Int
    /// Whether the check was certainly made.
    public var certainty: Certainty
  }

  /// A number for everything but the requests' rows; calls with one number have it all in common.
  public var head: Int
  /// Why the event is replayed, or is not.
  public var eventClass: EventClass
  /// What AWS decided.
  public var recorded: RecordedDecision
  /// The policy type that AWS's message names.
  public var layer: RecordedLayer?
  /// The request that AWS's message names, by its index.
  public var deniedRequest: Int?
  /// The ARN of the denying policy.
  public var policyARN: String?
  /// The requests in their order.
  public var requests: [Request] = []

  init(_ head: CallHead, row: Int) {
    self.head = row
    eventClass = head.eventClass
    recorded = head.recorded
    layer = head.layer
    deniedRequest = head.deniedRequest
    policyARN = head.policyARN
  }
}

/// A stored event with its record as it was delivered.
public struct StoredEvent: Sendable, Hashable {
  /// The row.
  public var row: EventRow
  /// The file it came from.
  public var path: String
  /// Its number in the file, counted from 1.
  public var recordNumber: Int
  /// The record's JSON byte for byte.
  public var json: [UInt8]
}
