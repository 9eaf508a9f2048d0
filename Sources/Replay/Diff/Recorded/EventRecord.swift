import AuditStore
import IAMPolicy

/// What the log says of an event's decision, in terms of its requests.
enum EventRecord: Hashable {
  /// AWS allowed the event, and so every request that it made.
  case allowed
  /// AWS denied at least one of these requests, by index; those that were only possibly made are among them.
  case denied(among: [Int])
  /// AWS denied the event for an action that no request has.
  case deniedElsewhere
  /// The log does not say.
  case unknown
}

extension DerivedEvent {
  /// The same event where nothing is known of AWS's answer.
  var withoutRecord: DerivedEvent {
    var event = self
    event.recorded = .unknown
    event.layer = nil
    event.deniedRequest = nil
    event.policyARN = nil
    return event
  }

  /// The requests that were certainly made, by index.
  var certainRequests: [Int] { requests.indices.filter { requests[$0].certainty == .certain } }

  /// What the record says of the event.
  var record: EventRecord {
    switch recorded {
    case .allowed: .allowed
    case .unknown, .allowedLikely: .unknown
    case .denied: deniedRequests.map { .denied(among: $0) } ?? .deniedElsewhere
    }
  }

  /// The requests of which AWS denied at least one; nil when it names an action that none has.
  ///
  /// A message that names an action without its resource means any of the requests for that action.
  private var deniedRequests: [Int]? {
    guard let named = deniedRequest, requests.indices.contains(named) else {
      // A message that names a layer names an action too, but an error code does not.
      return layer == nil || layer == .endpoint ? Array(requests.indices) : nil
    }
    if requests[named].state == .message { return [named] }
    let same = requests.indices.filter { requests[$0].action == requests[named].action }
    let certain = same.filter { requests[$0].certainty == .certain }
    return certain.isEmpty ? same : certain
  }

  /// What the record says of one of the requests; nil when it says nothing for certain.
  func evidence(for index: Int) -> Evidence? {
    switch record {
    case .allowed: return Evidence(isAllowed: true)
    case .denied(among: [index]): return denial
    case .denied, .deniedElsewhere, .unknown: return nil
    }
  }

  /// What the record says of one of several requests, if it is the one that AWS denied; nil for any other.
  func perhapsDenied(_ index: Int) -> Evidence? {
    guard case .denied(let among) = record, among.count > 1, among.contains(index) else { return nil }
    return denial
  }

  private var denial: Evidence {
    guard let layer else { return Evidence(isAllowed: false) }
    guard let named = layer.policyLayer else { return Evidence(isAllowed: false, isExplicit: true) }
    return Evidence(isAllowed: false, layer: named.layer, isExplicit: named.isExplicit)
  }
}

extension DerivedEvent {
  /// Whether the comparison may allow a denied check of the event that none of its requests is.
  ///
  /// A change of the caller's policies touches the event's other requests as well; of what is the check's resource nothing
  /// is known, so that a change of any resource's policy may allow it. One that only takes away allows nothing.
  ///
  /// - Parameter asked: the event's requests.
  func mayBeLifted(by differ: Differ, asked: some Sequence<AskedRequest>) -> Bool {
    record == .deniedElsewhere
      && ((layer?.isSettledByCaller != true && differ.givesAtResources)
        || asked.contains { $0.isTouched && ($0.isRestated || $0.after.mayGrant(over: $0.before)) })
  }
}

extension PolicyChange.Target {
  /// Whether it may bind a service-linked role: SCPs and RCPs do not, and AWS owns the policies of such roles.
  ///
  /// AWS Organizations User Guide, "Service control policies" and "Resource control policies", what they do not restrict.
  var bindsServiceLinkedRoles: Bool {
    switch self {
    case .resource, .vpcEndpoint: true
    case .scp, .rcp, .boundary, .identity, .managed: false
    }
  }

  /// Whether it is where the resource stands, so that a change of it shows only in requests on that resource.
  var isOfResources: Bool {
    switch self {
    case .resource, .rcp: true
    case .scp, .boundary, .identity, .managed, .vpcEndpoint: false
    }
  }
}

extension RecordedLayer {
  /// Whether a denial stands whatever the policies of the resource and its account say.
  fileprivate var isSettledByCaller: Bool {
    switch self {
    case .identityExplicit, .boundaryExplicit, .sessionExplicit, .scpImplicit, .scpExplicit,
      .endpointImplicit, .endpointExplicit, .endpoint:
      true
    case .identityImplicit, .boundaryImplicit, .sessionImplicit, .resourceImplicit, .resourceExplicit,
      .rcpImplicit, .rcpExplicit, .trustImplicit, .trustExplicit, .unnamedExplicit:
      false
    }
  }

  /// The layer in the engine's terms; SCP denials were long worded as explicit, so those do not say which, and RCPs deny by
  /// statements alone.
  var policyLayer: (layer: PolicyLayer, isExplicit: Bool?)? {
    switch self {
    case .identityImplicit: (.identity, false)
    case .identityExplicit: (.identity, true)
    case .resourceImplicit: (.resource, false)
    case .resourceExplicit: (.resource, true)
    case .boundaryImplicit: (.boundary, false)
    case .boundaryExplicit: (.boundary, true)
    case .sessionImplicit: (.session, false)
    case .sessionExplicit: (.session, true)
    case .scpImplicit: (.scp, false)
    case .scpExplicit: (.scp, nil)
    case .rcpImplicit: (.rcp, nil)
    case .rcpExplicit: (.rcp, true)
    case .endpointImplicit: (.vpcEndpoint, false)
    case .endpointExplicit: (.vpcEndpoint, true)
    case .endpoint: (.vpcEndpoint, nil)
    case .trustImplicit: (.trust, false)
    case .trustExplicit: (.trust, true)
    case .unnamedExplicit: nil
    }
  }
}
