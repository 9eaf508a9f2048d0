import CloudTrail

/// A record with the members that later records give in place of its own.
///
/// CloudTrail User Guide, "CloudTrail record contents", `addendum`: a record with the reason `UPDATED_DATA` names
/// the members that it updates and carries what they are now.
struct CorrectedRecord {
  /// A member of one of the correcting records.
  private enum Correction {
    case value([UInt8])
    /// It was corrected, but to what is not told.
    case unknown
  }

  /// What stands in the place of a member that was corrected to nobody knows what; CloudTrail's own words.
  private static let placeholder = Array(#""HIDDEN_DUE_TO_SECURITY_REASONS""#.utf8)
  /// Members that belong to the delivery and not to the call.
  private static let ofDelivery: Set<EventField> = [.addendum, .eventID, .eventVersion, .sharedEventID]
  /// Members without which nobody can say what was asked.
  private static let needed: Set<EventField> = [
    .eventTime, .eventSource, .eventName, .eventType, .eventCategory, .userIdentity, .awsRegion,
    .recipientAccountId,
  ]

  /// Members that a record may be without, which then says something of the call.
  private static let telling: Set<EventField> = [
    .sourceIPAddress, .userAgent, .errorCode, .errorMessage, .requestParameters, .responseElements,
    .resources,
    .vpcEndpointId, .vpcEndpointAccountId, .tlsDetails, .sharedEventID, .sessionCredentialFromConsole,
  ]

  private var corrections: [EventField: Correction] = [:]
  private var members: [EventField: [UInt8]] = [:]
  /// Members that the call may have had though the record lacks them.
  private var untold: Set<EventField> = []
  /// Its caller where the session may have been left out.
  private var openIdentity: [UInt8]?

  /// A record as it was delivered.
  init(_ original: RawEvent) {
    for field in EventField.allCases where field != .addendum {
      if let raw = original.raw(field) { members[field] = raw.bytes() }
    }
    guard original.amendedEventID != nil else { return }
    // A correction that stands for an event which the log does not hold need not repeat all of it.
    untold = Self.needed.union(Self.telling).subtracting(members.keys)
    guard let identity = original.raw(.userIdentity), identity.isObject, !identity.isLongTerm,
      identity.member("sessionContext") == nil, original.amendedFields?.contains(.userIdentity) != true
    else { return }
    openIdentity = identity.bytes().adding("sessionContext", Self.placeholder)
  }

  /// Takes up a record that corrects it; the order does not matter.
  ///
  /// One that names no account may be of another account's record of the call, and one that names everything, or what
  /// is not understood, does not say what changed: what either touches is unknown.
  mutating func correct(by amendment: RawEvent) {
    let named = amendment.amendedFields
    let isOpen =
      named?.count == EventField.allCases.count
      || (amendment.raw(.recipientAccountId) == nil && members[.recipientAccountId] != nil)
    for field in EventField.allCases where !Self.ofDelivery.contains(field) {
      let value = amendment.raw(field)?.bytes()
      guard named.map({ $0.contains(field) }) ?? (value != nil) else { continue }
      add(isOpen ? .unknown : value.map { .value($0) } ?? .unknown, to: field)
    }
  }

  /// Which of two different corrections is the last one no record says.
  private mutating func add(_ correction: Correction, to field: EventField) {
    switch (corrections[field], correction) {
    case (nil, _): corrections[field] = correction
    case (.value(let known), .value(let other)) where known == other: break
    default: corrections[field] = .unknown
    }
  }

  /// Which members were corrected.
  var correctedMembers: CorrectedMembers {
    var names = CorrectedMembers()
    for field in EventField.allCases {
      switch corrections[field] {
      case .value(let value)?: if value != members[field] { names.changed.append("\(field)") }
      case .unknown?: names.unknown.append("\(field)")
      case nil: if untold.contains(field) { names.unknown.append("\(field)") }
      }
    }
    return names
  }

  /// Whether it is still known what was asked, by whom, and when.
  var isReadable: Bool {
    !Self.needed.contains { field in
      switch corrections[field] {
      case .value?: false
      case .unknown?: true
      case nil: untold.contains(field)
      }
    }
  }

  /// The corrected record as JSON.
  var json: [UInt8] {
    var texts = members
    for field in untold { texts[field] = Self.placeholder }
    for (field, correction) in corrections {
      switch correction {
      case .value(let value): texts[field] = value
      case .unknown: texts[field] = Self.placeholder
      }
    }
    if let openIdentity, texts[.userIdentity] == members[.userIdentity] {
      texts[.userIdentity] = openIdentity
    }
    var json = Array("{".utf8)
    for field in EventField.allCases {
      guard let text = texts[field] else { continue }
      if json.count > 1 { json.append(UInt8(ascii: ",")) }
      json += Array("\"\(field)\":".utf8) + text
    }
    return json + Array("}".utf8)
  }
}

extension RawJSON {
  /// Whether an identity signs with a long-term key, which no session has.
  fileprivate var isLongTerm: Bool { member("accessKeyId")?.string()?.hasPrefix("AKIA") ?? false }
}

extension [UInt8] {
  /// The text of an object with one more member.
  fileprivate func adding(_ name: String, _ value: [UInt8]) -> [UInt8] {
    guard let open = firstIndex(of: UInt8(ascii: "{")) else { return self }
    let rest = self[(open + 1)...]
    let isEmpty = rest.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "}")
    return Array("{\"\(name)\":".utf8) + value + (isEmpty ? [] : [UInt8(ascii: ",")]) + rest
  }
}
