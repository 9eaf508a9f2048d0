import AuditStore

/// How much of a call its record holds.
enum RecordCoverage {
  /// The caller's account's own record: what it does not hold was not sent.
  case whole
  /// The record of a VPC endpoint's owner: what it does not hold may have been sent all the same.
  case ofEndpoint
  /// The record of the resource owner's account, of which the same is true; and what it names without an account may
  /// be the caller's.
  case ofOwner

  init(_ eventClass: EventClass) {
    switch eventClass {
    case .network: self = .ofEndpoint
    case .ownerCopy: self = .ofOwner
    default: self = .whole
    }
  }

  /// Whether a record names its caller as policies see it, or a resource owner's at least by account and unique ID.
  ///
  /// - Parameter callerClass: the class of any call of the caller; nil for one that depends on the event's name.
  func names(_ caller: CallerSlice, _ callerClass: EventClass?) -> Bool {
    switch (self, callerClass) {
    case (.whole, nil): caller.namesProvider
    case (.whole, _), (_, .principal), (_, .root), (_, .serviceLinkedRole), (.ofEndpoint, .anonymous): true
    case (.ofOwner, .ownerCopy): caller.isKnownByID
    case (.ofEndpoint, _), (.ofOwner, _): false
    }
  }
}

extension RecordCoverage {
  /// A number for each.
  var number: Int32 {
    switch self {
    case .whole: 0
    case .ofEndpoint: 1
    case .ofOwner: 2
    }
  }
}
