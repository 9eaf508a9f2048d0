public import CloudTrail

/// A derived event in numbers of its batch.
struct CallRecord: Sendable {
  struct Request: Sendable {
    var action: UInt32
    var resource: UInt32
    var context: UInt32
    var certainty: UInt8

    /// Appends the numbers as bytes.
    func append(to bytes: inout [UInt8]) {
      bytes.append(number: action)
      bytes.append(number: resource)
      bytes.append(number: context)
      bytes.append(certainty)
    }
  }

  var eventClass: UInt8
  var recorded: UInt8
  var layer: UInt8?
  var deniedRequest: Int?
  var policyARN: String?
  /// The place of its requests among those of the batch.
  var requests: Range<Int>
}

/// Temporary credentials that an event of STS issued.
struct Issuance: Sendable {
  var accessKeyID: String
  /// The event's row in the batch.
  var row: Int
}

/// A record that corrects an event which was delivered before.
struct Amendment: Sendable {
  /// The record's row in the batch.
  var row: Int
  var originalEventID: String
}

/// A sign-in to the console whose record says how it went.
struct SignIn: Sendable {
  /// The record's row in the batch.
  var row: Int
  var facts: ConsoleSignIn
}

extension EventBatch {
  /// Takes one event and what was derived from it into the last section.
  public mutating func append(_ event: RawEvent, _ call: borrowing CallBytes, at position: LogPosition) {
    guard !sections.isEmpty else { return }
    sections[sections.count - 1].events += 1
    ordinals.append(UInt32(truncatingIfNeeded: position.record))
    times.append(event.raw(.eventTime)?.time ?? .min)
    eventIDs.append(event.raw(.eventID))
    sharedEventIDs.append(event.raw(.sharedEventID))
    fingerprints.append(Fingerprint.of(eventIDs[count - 1].bytes))
    appendFacts(event, identityGuess: call.identityGuess)
    appendCall(call)
    appendIssuance(event)
    if let original = event.amendedEventID {
      amendments.append(Amendment(row: count - 1, originalEventID: original))
    }
    if let facts = event.consoleSignIn { signIns.append(SignIn(row: count - 1, facts: facts)) }
  }

  private mutating func appendFacts(_ event: RawEvent, identityGuess: Int) {
    appendFact(.kind, event, [.eventSource, .eventName, .eventType, .eventCategory, .readOnly])
    facts.append(internIdentity(event.raw(.userIdentity), guess: identityGuess))
    appendTexts(.place, event, [.awsRegion, .recipientAccountId])
    appendTexts(.client, event, [.sourceIPAddress, .userAgent])
    key.clear()
    append(event.raw(.vpcEndpointId))
    append(event.raw(.vpcEndpointAccountId))
    append(tlsVersion(event))
    append(event.raw(.sessionCredentialFromConsole))
    facts.append(intern(.endpoint))
    appendError(event)
  }

  private mutating func appendFact(_ dimension: Dimension, _ event: RawEvent, _ fields: [EventField]) {
    key.clear()
    for field in fields { append(event.raw(field)) }
    facts.append(intern(dimension))
  }

  private mutating func appendError(_ event: RawEvent) {
    key.clear()
    append(event.raw(.errorCode))
    let code = key.bytes.count
    append(event.raw(.errorMessage))
    let (number, isNew) = dimensions[Dimension.error.rawValue].intern(key.bytes)
    facts.append(UInt32(truncatingIfNeeded: number))
    guard isNew else { return }
    if key.bytes[code] == 0 {
      splitter.splitNothing()
    } else {
      TextSlice.with(key.bytes) { splitter.split(message: $0.dropFirst(code + DimensionKey.lengthBytes)) }
    }
    appendTexts(of: .error, isNull: key.bytes[code] == 0, leading: key.bytes[..<code])
  }

  /// Notes the text that was taken apart last, the last column of a value that is new.
  private mutating func appendTexts(of dimension: Dimension, isNull: Bool, leading: ArraySlice<UInt8> = []) {
    let template = isNull ? nil : internTemplate()
    texts[dimension.rawValue].append(template: template, leading: leading, values: splitter.values)
  }

  private mutating func internTemplate() -> UInt32 {
    UInt32(truncatingIfNeeded: dimensions[Dimension.template.rawValue].intern(splitter.template).id)
  }

  /// Appends what is text; a value of another type says nothing.
  private mutating func appendTexts(_ dimension: Dimension, _ event: RawEvent, _ fields: [EventField]) {
    key.clear()
    for field in fields { append(event.raw(field).flatMap { $0.isString ? $0 : nil }) }
    facts.append(intern(dimension))
  }

  private mutating func append(_ raw: RawJSON?) { key.append(raw, isPlain: true) }

  /// Identities are long: one that was seen is known by its guess, and compared rather than hashed.
  private mutating func internIdentity(_ raw: RawJSON?, guess: Int) -> UInt32 {
    if let raw, identities.indices.contains(guess), let known = identities[guess],
      dimensions[Dimension.identity.rawValue].holds(Int(known), raw, behind: DimensionKey.lengthBytes)
    {
      return known
    }
    key.clear()
    key.append(raw, isPlain: false)
    let (id, isNew) = dimensions[Dimension.identity.rawValue].intern(key.bytes)
    let number = UInt32(truncatingIfNeeded: id)
    if isNew {
      let stored = raw.flatMap { $0.isNull ? nil : $0 }
      if let stored { splitter.split(identity: stored) } else { splitter.splitNothing() }
      appendTexts(of: .identity, isNull: stored == nil)
    }
    if guess >= 0 {
      while identities.count <= guess { identities.append(nil) }
      identities[guess] = number
    }
    return number
  }

  private mutating func intern(_ dimension: Dimension) -> UInt32 {
    UInt32(truncatingIfNeeded: dimensions[dimension.rawValue].intern(key.bytes).id)
  }

  private func tlsVersion(_ event: RawEvent) -> RawJSON? {
    event.raw(.tlsDetails)?.member("tlsVersion").flatMap { $0.isString ? $0 : nil }
  }

  /// Calls are known by the numbers of their parts, of which most are known already.
  private mutating func appendCall(_ call: borrowing CallBytes) {
    let first = callRequests.count
    callKey.removeAll(keepingCapacity: true)
    call.head.append(to: &callKey)
    var weakest: UInt8?
    var keyCounts = ContextKeyCounts()
    for index in 0..<call.requestCount {
      let keys = call.keys(ofRequest: index)
      let request = CallRecord.Request(
        action: intern(.action, call.bytes.text[keys.action]),
        resource: intern(.resource, call.bytes.text[keys.resource]),
        context: internContext(call.bytes.text[keys.context]), certainty: keys.certainty)
      callRequests.append(request)
      request.append(to: &callKey)
      if request.certainty == Certainty.certain.rawValue {
        weakest = max(weakest ?? 0, call.state(ofRequest: index))
      }
      keyCounts.add(contextKeyCounts[Int(request.context)])
    }
    let (number, isNew) = knownCalls.intern(callKey)
    calls.append(UInt32(truncatingIfNeeded: number))
    guard isNew else { return callRequests.removeSubrange(first...) }
    callSummaries.append(CallSummary(call.eventClass, weakest: weakest, keyCounts))
    callRecords.append(call.record(requests: first..<callRequests.count))
  }

  private mutating func internContext(_ key: TextSlice) -> UInt32 {
    let (number, isNew) = dimensions[Dimension.context.rawValue].intern(key)
    if isNew {
      contextKeyCounts.append(splitter.split(context: key.dropFirst(DimensionKey.lengthBytes)))
      appendTexts(of: .context, isNull: false)
    }
    return UInt32(truncatingIfNeeded: number)
  }

  private mutating func intern(_ dimension: Dimension, _ key: TextSlice) -> UInt32 {
    UInt32(truncatingIfNeeded: dimensions[dimension.rawValue].intern(key).id)
  }

  private mutating func appendIssuance(_ event: RawEvent) {
    guard let source = event.raw(.eventSource), source.isString("sts.amazonaws.com"),
      let response = event.raw(.responseElements), response.isObject,
      let accessKeyID = response.member("credentials")?.member("accessKeyId")?.string()
    else { return }
    let parameters = event.issuanceParameters
    if let parameters { splitter.split(parameters: parameters) } else { splitter.splitNothing() }
    issuanceTexts.append(template: parameters == nil ? nil : internTemplate(), values: splitter.values)
    issuances.append(Issuance(accessKeyID: accessKeyID, row: count - 1))
  }
}

extension RawEvent {
  /// What a call that issues credentials asked for; nil when it was not recorded.
  var issuanceParameters: RawJSON? { raw(.requestParameters).flatMap { $0.isNull ? nil : $0 } }
}

extension CallBytes {
  /// The event but for its requests, which stand elsewhere.
  func record(requests: Range<Int>) -> CallRecord {
    CallRecord(
      eventClass: eventClass.rawValue, recorded: recorded, layer: layer, deniedRequest: deniedRequest,
      policyARN: policyARN, requests: requests)
  }
}

extension DimensionKey {
  /// Appends a value of a record: what it says as text, or the JSON as it stands; null counts as missing.
  mutating func append(_ raw: RawJSON?, isPlain: Bool) {
    guard let raw, !raw.isNull else { return appendNull() }
    if isPlain {
      appendLengthPrefixed { raw.appendPlain(to: &$0) }
    } else {
      appendLengthPrefixed { raw.append(to: &$0) }
    }
  }
}
