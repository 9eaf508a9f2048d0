public import CloudTrail

/// A derived event in numbers of its batch.
struct CallRecord: Sendable {
  struct Request: Sendable {
    var action: UInt32
    var resource: UInt32
    var context: UInt32
    var certainty: UInt8

    /// Appends the numbers as bytes.
    func append(to bytes: inout ByteSink) {
      bytes.append(low: UInt64(action) | UInt64(resource) << 32, count: 8)
      bytes.append(low: UInt64(context) | UInt64(certainty) << 32, count: 5)
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
    var scratch = BatchScratch()
    append(event, at: event.raw(.eventTime)?.time, call, at: position, using: &scratch)
  }

  /// Takes one event of many, which happened at a time that it says, and what was derived from it.
  public mutating func append(
    _ event: RawEvent, at time: Int64?, _ call: borrowing CallBytes, at position: LogPosition,
    using scratch: inout BatchScratch
  ) {
    guard !sections.isEmpty else { return }
    sections[sections.count - 1].events += 1
    ordinals.append(UInt32(truncatingIfNeeded: position.record))
    times.append(time ?? .min)
    eventIDs.append(event.raw(.eventID))
    sharedEventIDs.append(event.raw(.sharedEventID))
    fingerprints.append(eventIDs.withText(count - 1) { Fingerprint.of($0) })
    appendFacts(event, call, &scratch.key)
    appendCall(call, &scratch.callKey)
    appendIssuance(event)
    if let original = event.amendedEventID {
      amendments.append(Amendment(row: count - 1, originalEventID: original))
    }
    if let facts = event.consoleSignIn { signIns.append(SignIn(row: count - 1, facts: facts)) }
  }

  private mutating func appendFacts(
    _ event: RawEvent, _ call: borrowing CallBytes, _ key: inout ByteSink
  ) {
    facts.append(internKind(event, call.kindNumber, &key))
    facts.append(internIdentity(event.raw(.userIdentity), call.identityNumber, &key))
    facts.append(internTexts(.place, event, .awsRegion, .recipientAccountId, &key))
    facts.append(internTexts(.client, event, .sourceIPAddress, .userAgent, &key))
    key.removeAll()
    key.appendPart(plain: event.raw(.vpcEndpointId))
    key.appendPart(plain: event.raw(.vpcEndpointAccountId))
    key.appendPart(plain: tlsVersion(event))
    key.appendPart(plain: event.raw(.sessionCredentialFromConsole))
    facts.append(intern(.endpoint, key.text))
    facts.append(internError(event, &key))
  }

  /// Kinds are few: one that a cache has numbered is known by that number and by whether it only reads.
  private mutating func internKind(
    _ event: RawEvent, _ cached: CachedNumber?, _ key: inout ByteSink
  ) -> UInt32 {
    let readOnly = event.raw(.readOnly)
    let cached = cached.flatMap { kind in
      CachedNumber.readOnly(readOnly).map { CachedNumber(kind.number &* 3 &+ $0, in: kind.generation) }
    }
    if let cached, let known = kinds.number(cached) { return known }
    key.removeAll()
    for field in [EventField.eventSource, .eventName, .eventType, .eventCategory] {
      key.appendPart(plain: event.raw(field))
    }
    key.appendPart(plain: readOnly)
    let number = intern(.kind, key.text)
    if let cached { kinds.note(cached, number) }
    return number
  }

  private mutating func internError(_ event: RawEvent, _ key: inout ByteSink) -> UInt32 {
    let isWithout = event.raw(.errorCode) == nil && event.raw(.errorMessage) == nil
    if isWithout, let noError { return noError }
    key.removeAll()
    key.appendPart(plain: event.raw(.errorCode))
    let code = key.count
    key.appendPart(plain: event.raw(.errorMessage))
    let (number, isNew) = dimensions[Dimension.error.rawValue].intern(key.text)
    if isNew {
      let isNull = key[code] == 0
      if isNull {
        splitter.splitNothing()
      } else {
        splitter.split(message: key.text.dropFirst(code + DimensionKey.lengthBytes))
      }
      appendTexts(of: .error, isNull: isNull, leading: key.text.prefix(code))
    }
    if isWithout { noError = UInt32(truncatingIfNeeded: number) }
    return UInt32(truncatingIfNeeded: number)
  }

  /// Notes the text that was taken apart last, the last column of a value that is new.
  private mutating func appendTexts(of dimension: Dimension, isNull: Bool, leading: TextSlice? = nil) {
    let template = isNull ? nil : internTemplate()
    texts[dimension.rawValue].append(template: template, leading: leading, values: splitter.values)
  }

  private mutating func internTemplate() -> UInt32 {
    UInt32(truncatingIfNeeded: dimensions[Dimension.template.rawValue].intern(splitter.template).id)
  }

  /// Takes of two members what is text; a value of another type says nothing.
  private mutating func internTexts(
    _ dimension: Dimension, _ event: RawEvent, _ first: EventField, _ second: EventField,
    _ key: inout ByteSink
  ) -> UInt32 {
    key.removeAll()
    for field in [first, second] {
      key.appendPart(plain: event.raw(field).flatMap { $0.isString ? $0 : nil })
    }
    return intern(dimension, key.text)
  }

  /// Identities are long: of one that a cache has numbered, the bytes are looked at once.
  private mutating func internIdentity(
    _ raw: RawJSON?, _ cached: CachedNumber?, _ key: inout ByteSink
  ) -> UInt32 {
    if let cached, let known = identities.number(cached) { return known }
    key.removeAll()
    if let cached { key.append(cached) } else { key.appendPart(json: raw) }
    let (id, isNew) = dimensions[Dimension.identity.rawValue].intern(key.text)
    let number = UInt32(truncatingIfNeeded: id)
    if isNew {
      let stored = raw.flatMap { $0.isNull ? nil : $0 }
      if let stored { splitter.split(identity: stored) } else { splitter.splitNothing() }
      appendTexts(of: .identity, isNull: stored == nil)
    }
    if let cached { identities.note(cached, number) }
    return number
  }

  private func tlsVersion(_ event: RawEvent) -> RawJSON? {
    event.raw(.tlsDetails)?.member("tlsVersion").flatMap { $0.isString ? $0 : nil }
  }

  /// Calls are known by the numbers of their parts, of which most are known already.
  private mutating func appendCall(_ call: borrowing CallBytes, _ key: inout ByteSink) {
    let first = callRequests.count
    key.removeAll()
    key.append(call.head)
    var weakest: UInt8?
    var keyCounts = ContextKeyCounts()
    for index in 0..<call.requestCount {
      let keys = call.keys(ofRequest: index)
      let request = CallRecord.Request(
        action: intern(.action, call.bytes.text[keys.action]),
        resource: intern(.resource, call.bytes.text[keys.resource]),
        context: internContext(call.bytes.text[keys.context]), certainty: keys.certainty)
      callRequests.append(request)
      request.append(to: &key)
      if request.certainty == Certainty.certain.rawValue {
        weakest = max(weakest ?? 0, call.state(ofRequest: index))
      }
      keyCounts.add(contextKeyCounts[Int(request.context)])
    }
    let (number, isNew) = knownCalls.intern(key.text)
    calls.append(UInt32(truncatingIfNeeded: number))
    guard isNew else { return callRequests.removeSubrange(first...) }
    for index in 0..<call.requestCount {
      let keys = call.keys(ofRequest: index)
      let key = EventKey.allowed(
        call.recorded, keys.certainty, action: call.bytes.text[keys.action],
        resource: call.bytes.text[keys.resource])
      if key != 0 {
        let action = DimensionKey.firstPart(call.bytes.text[keys.action])
        let actionKey = EventKey.ofOrganizations(action: action)
        if actionKey != 0 { callActionKeys[callRequestKeys.count] = actionKey }
      }
      callRequestKeys.append(key)
    }
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

extension CachedNumber {
  /// A number for each of the three things that a record mostly says of whether it only reads; nil for another.
  fileprivate static func readOnly(_ raw: RawJSON?) -> Int? {
    guard let raw, !raw.isNull else { return 0 }
    return raw.first == UInt8(ascii: "t") ? 1 : raw.first == UInt8(ascii: "f") ? 2 : nil
  }
}

extension ByteSink {
  /// Appends what a value of a record says as text; null counts as missing.
  fileprivate mutating func appendPart(plain raw: RawJSON?) {
    guard let raw, !raw.isNull else { return appendNullPart() }
    if let text = raw.plainText { return appendPart(text) }
    var plain: [UInt8] = []
    raw.appendPlain(to: &plain)
    TextSlice.with(plain) { appendPart($0) }
  }

  /// Appends the JSON of a value of a record as it stands; null counts as missing.
  fileprivate mutating func appendPart(json raw: RawJSON?) {
    guard let raw, !raw.isNull else { return appendNullPart() }
    appendPart(raw.asText)
  }

  /// Appends a number of a cache, which is like no part: those begin with 0 or 1.
  fileprivate mutating func append(_ cached: CachedNumber) {
    append(2)
    append(low: cached.generation.number, count: 8)
    append(low: UInt64(cached.number), count: 8)
  }
}
