import JSON

extension LogReader {
  /// Why a value that is JSON and no event is rejected.
  public static let noEvent = "not a CloudTrail event"

  /// Lends the object that was scanned last, or what it wraps; `start` is its place in the window.
  func deliver(_ start: Int, depth: Int, _ body: (LogItem, LogPosition) -> Void) {
    let event = unsafe space.scanner.event(text.base)
    guard !space.scanner.holdsList, isPlainEvent(event) else {
      let bytes = event.json.bytes()
      return deliverWrapped(bytes, start, depth: depth, body)
    }
    lend(event, start, body)
  }

  private func lend(_ event: RawEvent, _ start: Int, _ body: (LogItem, LogPosition) -> Void) {
    record += 1
    body(.event(event), LogPosition(record: record, offset: text.origin + start))
  }

  func isPlainEvent(_ event: RawEvent) -> Bool {
    guard let source = event.raw(.eventSource) else {
      // Insight and aggregated records have no source; a wrapper has none of these.
      return event.raw(.eventVersion) != nil || event.raw(.eventID) != nil
        || event.raw(.eventName) != nil
          && event.raw(.eventTime) != nil
    }
    return !source.isString("aws:s3") && !source.isString("aws:dynamodb")
  }

  /// Looks into an object that is no event itself; rare, so it may cost a tree.
  private func deliverWrapped(
    _ bytes: [UInt8], _ start: Int, depth: Int, _ body: (LogItem, LogPosition) -> Void
  ) {
    let members = WrappedMembers(bytes)
    if members.isNotification { return skip(.notification, body) }
    if members.isDigest { return skip(.digest, body) }
    guard depth < 4, !members.inner.isEmpty || members.isList else {
      return reject(Self.noEvent, at: start, body)
    }
    if members.inner.isEmpty { return skip(.empty, body) }
    for inner in members.inner {
      let handled: Void? = RawEvent.withEvent(inner) { event in
        if isPlainEvent(event) {
          lend(event, start, body)
        } else {
          deliverWrapped(inner, start, depth: depth + 1, body)
        }
      }
      if handled == nil { reject("a wrapped record must be an object", at: start, body) }
    }
  }
}

/// What an object that is no event holds instead.
struct WrappedMembers {
  private(set) var inner: [[UInt8]] = []
  private(set) var isList = false
  private(set) var isNotification = false
  private(set) var isDigest = false

  init(_ bytes: [UInt8]) {
    RawObject.members(of: bytes) { name, value in
      switch name {
      case "Records", "Events":
        guard value.isArray else { return }
        isList = true
        inner += RawObject.elements(of: value.bytes())
      case "detail": if value.isObject { inner.append(value.bytes()) }
      case "CloudTrailEvent", "eventData":
        if value.isObject { inner.append(value.bytes()) }
        if let text = value.string() { inner.append(Array(text.utf8)) }
      case "s3", "dynamodb": isNotification = true
      case "Event": isNotification = isNotification || value.isString("s3:TestEvent")
      case "digestS3Object", "logFiles": isDigest = true
      default: break
      }
    }
  }
}
