public import CloudTrail

/// A text of a request as calls hold it, encoded once for many requests.
public struct RequestPart: Sendable, Equatable {
  /// The text behind its length.
  public var bytes: [UInt8] = []

  private init() {}

  /// Makes a part of a text.
  public init(_ text: [UInt8]) { bytes.appendPart(text) }

  /// A part that is to be filled, without memory of its own.
  public static var empty: RequestPart { RequestPart() }

  /// Makes room for another text, which is then appended to `bytes`; their memory is used again.
  public mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    bytes.beginPart()
  }

  /// Ends the text.
  public mutating func end() { bytes.endPart(from: 0) }

  /// The text.
  public var text: ArraySlice<UInt8> { bytes.dropFirst(5) }

  /// The JSON of no context keys.
  public static let noContext = RequestPart(ContextCoding.none)
}

/// A derived event as bytes, built in place: what batches intern and compare instead of texts.
///
/// A head of fixed size and the policy's ARN, then each request: its certainty and the keys of its action,
/// resource and context, in the form in which the dimension tables know them.
public struct CallBytes: Sendable {
  /// Where a request's parts stand.
  private struct Place {
    /// The byte of the certainty; the action's key follows.
    var start: Int
    /// Where the key of the resource begins, and the action's ends.
    var resource: Int
    /// Where the key of the context begins, and the resource's ends.
    var context: Int
    var end: Int
  }

  // INVARIANT: 8 bytes of head, one part for the policy's ARN, then one request for each of `places`.
  private(set) var bytes: [UInt8] = []
  private var places: [Place] = []
  private static let none: UInt8 = 0xFF

  /// Makes an event without requests.
  public init() { begin(.unreadable, recorded: .unknown) }

  /// Starts anew.
  public mutating func begin(
    _ eventClass: EventClass, recorded: RecordedDecision, layer: RecordedLayer? = nil,
    policyARN: [UInt8]? = nil
  ) {
    bytes.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
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
  public var requestCount: Int { places.count }

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
    bytes[places[index].start] = certainty.rawValue
  }

  /// Adds a request; `resource` appends the resource's text, `context` holds JSON as `ContextCoding` writes it.
  @inline(__always)
  public mutating func addRequest(
    _ certainty: Certainty, action: RequestPart, state: ResourceState, account: TextSlice?,
    context: RequestPart = .noContext, resource: (inout [UInt8]) -> Void
  ) {
    let start = bytes.count
    bytes.append(certainty.rawValue)
    bytes.append(contentsOf: action.bytes)
    let resourceStart = bytes.count
    bytes.appendPart(resource)
    if let account { bytes.appendPart { account.append(to: &$0) } } else { bytes.appendNullPart() }
    // A part of one digit.
    bytes.append(low: 0x101 | UInt64(0x30 &+ state.rawValue) << 40, count: 6)
    let contextStart = bytes.count
    bytes.append(contentsOf: context.bytes)
    places.append(Place(start: start, resource: resourceStart, context: contextStart, end: bytes.count))
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
    guard count < places.count else { return }
    bytes.removeSubrange(places[count].start...)
    places.removeSubrange(count...)
  }

  /// What stands before the requests.
  var head: ArraySlice<UInt8> { bytes[..<(places.first?.start ?? bytes.count)] }

  /// The raw value of a resource's state, which is the last part of the resource's key: one digit.
  func state(ofRequest index: Int) -> UInt8 { (bytes[keys(ofRequest: index).resource].last ?? 0x39) &- 0x30 }

  /// The keys of a request's action, resource and context.
  func keys(ofRequest index: Int) -> (
    certainty: UInt8, action: Range<Int>, resource: Range<Int>, context: Range<Int>
  ) {
    let place = places[index]
    return (
      bytes[place.start], (place.start + 1)..<place.resource, place.resource..<place.context,
      place.context..<place.end
    )
  }

  /// The event with its texts.
  public var event: DerivedEvent {
    var event = DerivedEvent(
      eventClass: eventClass, recorded: RecordedDecision(rawValue: bytes[1]) ?? .unknown,
      layer: layer.flatMap { RecordedLayer(rawValue: $0) }, deniedRequest: deniedRequest,
      policyARN: policyARN)
    for index in places.indices {
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
    guard bytes[8] == 1 else { return nil }
    return DimensionKey.texts(head.dropFirst(8))[0]
  }
}
