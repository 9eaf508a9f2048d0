import AuditStore
import IAMPolicy

/// The facts of a call as its record gives them.
extension CallFacts {
  /// Puts facts together from rows of the dimension tables, the columns as in `Dimension.columns`.
  init(
    _ identity: IdentityFacts, place: [String?], client: [String?], endpoint: [String?], time: Int64
  ) {
    self.init(
      identity: identity, sourceIPAddress: client[0], userAgent: client[1], region: place[0] ?? "",
      eventTime: time, vpcEndpoint: Self.endpoint(endpoint[0]), vpcEndpointAccount: endpoint[1],
      tlsVersion: endpoint[2], isFromConsole: false)
    if let text = endpoint[3] { isFromConsole = EventText.isHidden(text) ? nil : text == "true" }
  }

  /// The VPC endpoint that a record names; nil for none, empty where the record hides it.
  static func endpoint(_ id: String?) -> String? {
    id.map { EventText.isHidden($0) ? "" : $0 }
  }

  /// The same where what such a record may leave out is open: which endpoint the call took, or that it took one, and
  /// whether the console signed it.
  func covered(by coverage: RecordCoverage) -> CallFacts {
    if coverage == .whole { return self }
    var call = self
    if vpcEndpoint == nil { call.vpcEndpoint = "" }
    if isFromConsole == false { call.isFromConsole = nil }
    return call
  }

  /// The context keys that such a record of the call tells.
  func context(by coverage: RecordCoverage) -> [ContextFact] {
    let told = globalContext(covered(by: coverage))
    return coverage == .ofOwner ? told.filter { $0.isCarried } : told
  }
}

extension ContextFact {
  /// Whether a record tells it by what it holds, and not by what it does not.
  fileprivate var isCarried: Bool {
    if key == "aws:viaawsservice" || key == "aws:viaawsmcpservice" { return value == .value("true") }
    return value != .absent
  }
}
