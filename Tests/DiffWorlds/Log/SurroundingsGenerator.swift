import AuditStore
import IAMPolicy
import JSON
import PolicyWorlds

/// Gives a call its caller, session, network and time, and writes what the event says of them.
struct SurroundingsGenerator {
  private let events: EventGenerator

  init(_ events: EventGenerator) { self.events = events }

  /// Whether the snapshot shows the tag of a user that has one.
  func showsTag(of caller: Caller) -> Bool {
    guard case .user(let arn, _) = caller, events.estate.identities[arn]?.tag != nil else { return false }
    return !events.view.isEmpty && events.view.shows(identity: arn)
  }

  func sessionPolicy(_ dice: inout Dice) -> WorldPolicy { events.documents.pick(.session, &dice) }

  private static func values(_ key: String) -> [ContextValue] {
    (KeyUniverse.specification(key)?.values ?? []).map { .known($0) }
  }

  func surround(_ event: inout LoggedEvent, _ dice: inout Dice) {
    event.members = [
      "eventVersion": "\"1.11\"", "eventSource": "\"example.amazonaws.com\"", "eventName": "\"Call\"",
      "eventType": "\"AwsApiCall\"", "eventCategory": "\"Management\"",
      "recipientAccountId": "\"\(Cast.home)\"",
    ]
    setTime(&event)
    let regions = Self.values("aws:requestedregion")
    let region = dice.pick(regions, else: .known(["us-east-1"]))
    event.truth.context["aws:requestedregion"] = region
    if dice.chance(0.93), case .known(let texts) = region {
      event.members["awsRegion"] = "\"\(texts[0])\""
    } else {
      event.keys["aws:requestedregion"] = regions
      event.words.insert("region")
    }
    setOrganization(&event, &dice)
    setCredentials(&event, &dice)
    setNetwork(&event, &dice)
    for (index, request) in event.requests.enumerated() {
      if !request.keys.isEmpty { event.words.insert("key of the request") }
      if !request.resources.isEmpty {
        event.words.insert("resource \(event.derived.requests[index].state)")
      }
      if !event.truth.requests[index].isCertain { event.words.insert("possible request") }
    }
  }

  func setTime(_ event: inout LoggedEvent) {
    let text = Self.text(of: event.time)
    event.members["eventTime"] = "\"\(text)\""
    event.members["eventID"] = "\"00000000-0000-4000-8000-\(100_000_000_000 + event.time % 1000)\""
    event.truth.context["aws:currenttime"] = .known([text])
  }

  /// The time in words; the worlds play within the minute around a new year.
  static func text(of time: Int64) -> String {
    let newYear: Int64 = 1_767_225_600
    let second = (time - newYear + 60) % 60
    let padded = second < 10 ? "0\(second)" : "\(second)"
    return (time < newYear ? "2025-12-31T23:59:" : "2026-01-01T00:00:") + padded + "Z"
  }

  func setOrganization(_ event: inout LoggedEvent, _ dice: inout Dice) {
    guard let account = NaiveCaller(event.truth.caller).account else { return }
    let isPlaced = events.estate.parents[account] != nil
    let nodes = events.estate.path(to: account).dropLast()
    let path = ([Estate.organization] + nodes).joined(separator: "/") + "/"
    event.truth.context["aws:principalorgid"] = isPlaced ? .known([Estate.organization]) : .absent
    event.truth.context["aws:principalorgpaths"] = isPlaced ? .known([path]) : .absent
    if events.view.showsOrganization, isPlaced { return }
    event.keys["aws:principalorgid"] = Self.values("aws:principalorgid") + [.absent]
    event.keys["aws:principalorgpaths"] = Self.values("aws:principalorgpaths") + [.absent]
  }

  func setNetwork(_ event: inout LoggedEvent, _ dice: inout Dice) {
    for key in ["aws:sourceip", "aws:sourcevpce", "aws:useragent", "aws:calledvia", "aws:viaawsservice"] {
      event.keys[key] = nil
    }
    for name in ["vpcEndpointId", "tlsDetails", "sourceIPAddress"] { event.members[name] = nil }
    (event.truth.endpoint, event.hasOpenEndpoint, event.truth.isGateway) = (nil, false, false)
    let addresses = ["203.0.113.1", "203.0.113.200", "203.0.114.1", "2001:db8::1"]
    let address = dice.pick(addresses)
    let agent = dice.pick(["aws-cli/2.0", "Boto3/1.34"])
    event.members["userAgent"] = "\"[\(agent)]\""
    event.truth.context["aws:useragent"] = .known([agent])
    event.truth.context["aws:viaawsservice"] = .known(["false"])
    event.truth.context["aws:calledvia"] = .absent
    event.truth.context["aws:sourcevpce"] = .absent
    event.truth.context["aws:sourceip"] = .known([address])
    setTransport(&event, &dice)
    switch event.isForwarded ? 9 : dice.number(0...8) {
    case 0...4: event.members["sourceIPAddress"] = "\"\(address)\""
    case 5:
      event.members["sourceIPAddress"] = "\"10.0.0.7\""
      openAddress(&event, addresses)
    case 6, 7:
      let endpoint = dice.pick(EstateGenerator.endpoints)
      event.members["sourceIPAddress"] = "\"\(address)\""
      event.members["vpcEndpointId"] = "\"\(endpoint)\""
      event.truth.context["aws:sourceip"] = .absent
      event.truth.context["aws:sourcevpce"] = .known([endpoint])
      event.truth.endpoint = endpoint
      event.truth.isGateway = dice.chance(0.5)
      event.hasOpenEndpoint = true
    case 8:
      event.members["sourceIPAddress"] = "\"AWS Internal\""
      event.keys["aws:viaawsservice"] = [.known(["true"]), .known(["false"])]
      event.keys["aws:calledvia"] = [.absent, .known(["athena.amazonaws.com"])]
      event.keys["aws:useragent"] = [.known([agent]), .known(["athena.amazonaws.com"]), .absent]
      openAddress(&event, addresses)
    default: forward(&event, addresses)
    }
  }

  private func openAddress(_ event: inout LoggedEvent, _ addresses: [String]) {
    event.keys["aws:sourceip"] = addresses.map { .known([$0]) } + [.absent]
    event.keys["aws:sourcevpce"] = [.absent, .known(["vpce-1"]), .known(["vpce-2"])]
    event.words.insert("network")
  }

  /// A service made the call for the caller.
  private func forward(_ event: inout LoggedEvent, _ addresses: [String]) {
    let service = "athena.amazonaws.com"
    event.members["sourceIPAddress"] = "\"\(service)\""
    event.truth.context["aws:viaawsservice"] = .known(["true"])
    event.truth.context["aws:calledvia"] = .known([service])
    event.truth.context["aws:securetransport"] = .known(["true"])
    event.keys["aws:securetransport"] = nil
    event.keys["aws:calledvia"] = [.known([service]), .known(["cloudformation.amazonaws.com", service])]
    event.keys["aws:useragent"] = [.known(["aws-cli/2.0"]), .known([service]), .absent]
    openAddress(&event, addresses)
    event.words.insert("forwarded call")
  }

  private func setTransport(_ event: inout LoggedEvent, _ dice: inout Dice) {
    event.keys["aws:securetransport"] = nil
    if dice.chance(0.7) {
      event.truth.context["aws:securetransport"] = .known(["true"])
      event.members["tlsDetails"] = #"{"tlsVersion":"TLSv1.3"}"#
    } else {
      event.truth.context["aws:securetransport"] = .known([dice.chance(0.6) ? "true" : "false"])
      event.keys["aws:securetransport"] = [.known(["true"]), .known(["false"])]
    }
  }
}

extension LoggedEvent {
  /// Whether a service made the call for the caller.
  var isForwarded: Bool { members["userIdentity"]?.contains("invokedBy") ?? false }
}
