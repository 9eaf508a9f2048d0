public import CloudTrail

/// A derived event as bytes, built in place: what batches intern and compare instead of texts.
///
/// A head of fixed size and the policy's ARN, then each request: its certainty and the keys of its action,
/// resource and context, in the form in which the dimension tables know them.
public struct CallBytes: Sendable {
  // INVARIANT: 8 bytes of head, one part for the policy's ARN, then `requestCount` requests, each with its
  // first byte at `starts`.
  private(set) var bytes: [UInt8] = []
  private var starts: [Int] = []
  private static let none: UInt8 = 0xFF

  /// Makes an event without requests.
  public init() { begin(.unreadable, recorded: .unknown) }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = Array(bytes)
    var reader = PartReader(self.bytes, at: 8)
    _ = reader.skip(parts: 1)
    while reader.offset < self.bytes.count {
      starts.append(reader.offset)
      reader.offset += 1
      _ = reader.skip(parts: 5)
    }
  }

  /// Starts anew.
  public mutating func begin(
    _ eventClass: EventClass, recorded: RecordedDecision, layer: RecordedLayer? = nil,
    policyARN: [UInt8]? = nil
  ) {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    bytes.append(eventClass.rawValue)
    bytes.append(recorded.rawValue)
    bytes.append(layer?.rawValue ?? Self.none)
    for _ in 3..<8 { bytes.append(0xFF) }
    bytes.appendPart(policyARN)
  }

  /// Why the event is replayed, or is not.
  public var eventClass: EventClass {
    get { EventClass(rawValue: bytes[0]) ?? .unreadable }
    set { bytes[0] = newValue.rawValue }
  }

  /// How many requests it has.
  public var requestCount: Int { starts.count }

  /// The request that AWS's message names; nil when it names none.
  public var deniedRequest: Int? {
    get {
      let number = UInt32(bytes[4]) | UInt32(bytes[5]) << 8 | UInt32(bytes[6]) << 16
      return number == 0xFF_FFFF ? nil : Int(number)
    }
    set {
      let number = newValue ?? 0xFF_FFFF
      for index in 0..<3 { bytes[4 + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    }
  }

  /// Changes whether a request was certainly made.
  public mutating func setCertainty(_ certainty: Certainty, ofRequest index: Int) {
    bytes[starts[index]] = certainty.rawValue
  }

  /// Adds a request; `resource` appends the resource's text, `context` is JSON as `ContextCoding` writes it.
  @inline(__always)
  public mutating func addRequest(
    _ certainty: Certainty, action: [UInt8], state: ResourceState, account: TextSlice?,
    context: [UInt8] = ContextCoding.none, resource: (inout [UInt8]) -> Void
  ) {
    starts.append(bytes.count)
    bytes.append(certainty.rawValue)
    bytes.appendPart { $0.append(contentsOf: action) }
    bytes.appendPart(resource)
    if let account { bytes.appendPart { account.append(to: &$0) } } else { bytes.appendNullPart() }
    bytes.appendPart { $0.append(0x30 &+ state.rawValue) }
    bytes.appendPart { $0.append(contentsOf: context) }
  }

  /// The name of a request's action.
  public func action(ofRequest index: Int) -> ArraySlice<UInt8> {
    DimensionKey.parts(bytes[keys(ofRequest: index).action])[0] ?? []
  }

  /// The text of a request's resource.
  public func resource(ofRequest index: Int) -> ArraySlice<UInt8> {
    DimensionKey.parts(bytes[keys(ofRequest: index).resource])[0] ?? []
  }

  /// Drops the last requests.
  public mutating func keepRequests(upTo count: Int) {
    guard count < starts.count else { return }
    bytes.removeSubrange(starts[count]...)
    starts.removeSubrange(count...)
  }

  /// What a request's counts are made of.
  func summary(ofRequest index: Int) -> (certainty: UInt8, state: UInt8, context: ArraySlice<UInt8>) {
    let keys = keys(ofRequest: index)
    // The state is the last part of the resource's key: one digit.
    return (keys.certainty, (bytes[keys.resource].last ?? 0x39) &- 0x30, bytes[keys.context].dropFirst(5))
  }

  /// The keys of a request's action, resource and context.
  func keys(ofRequest index: Int) -> (
    certainty: UInt8, action: Range<Int>, resource: Range<Int>, context: Range<Int>
  ) {
    var reader = PartReader(bytes, at: starts[index] + 1)
    let action = reader.skip(parts: 1)
    let resource = reader.skip(parts: 3)
    return (bytes[starts[index]], action, resource, reader.skip(parts: 1))
  }

  /// The event with its texts.
  public var event: DerivedEvent {
    var event = DerivedEvent(
      eventClass: eventClass, recorded: RecordedDecision(rawValue: bytes[1]) ?? .unknown,
      layer: layer.flatMap { RecordedLayer(rawValue: $0) }, deniedRequest: deniedRequest,
      policyARN: policyARN)
    for index in starts.indices {
      let keys = keys(ofRequest: index)
      let action = DimensionKey.texts(bytes[keys.action])
      let resource = DimensionKey.texts(bytes[keys.resource])
      let context = DimensionKey.texts(bytes[keys.context])
      event.requests.append(
        DerivedRequest(
          action: action[0] ?? "", resource: resource[0] ?? "",
          state: resource[2].flatMap { UInt8($0) }.flatMap { ResourceState(rawValue: $0) } ?? .unknown,
          certainty: Certainty(rawValue: keys.certainty) ?? .possible, resourceAccount: resource[1],
          context: ContextCoding.decode(context[0] ?? "{}")))
    }
    return event
  }

  var layer: UInt8? { bytes[2] == Self.none ? nil : bytes[2] }

  var recorded: UInt8 { bytes[1] }

  var policyARN: String? {
    var reader = PartReader(bytes, at: 8)
    return DimensionKey.texts(bytes[reader.skip(parts: 1)])[0]
  }
}

/// Steps over the parts of a key.
struct PartReader {
  private let bytes: [UInt8]
  var offset: Int

  init(_ bytes: [UInt8], at offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  /// Steps over some parts and answers where they stand.
  mutating func skip(parts: Int) -> Range<Int> {
    let start = offset
    for _ in 0..<parts where offset < bytes.count {
      guard bytes[offset] == 1, offset + 5 <= bytes.count else {
        offset += 1
        continue
      }
      var count = 0
      for index in 1...4 { count |= Int(bytes[offset + index]) << (8 * (index - 1)) }
      offset = min(offset + 5 + count, bytes.count)
    }
    return start..<offset
  }
}
