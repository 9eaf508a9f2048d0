import AuditStore
import IAMPolicy

extension DerivedRequest {
  /// The resource as the engine takes it.
  var requestResource: RequestResource {
    switch state {
    case .message, .exact, .literal, .wild: .arn(resource)
    case .star, .listwild: .star
    case .assumed: assumedResource
    case .ambiguous, .partial: .pattern(resource)
    case .unknown: .unknown
    }
  }

  /// The part that was assumed stays unknown: an IAM path, or a secret's suffix.
  private var assumedResource: RequestResource {
    if resource.contains("?") || resource.contains("*") { return .pattern(resource) }
    guard let cut = resource.firstIndex(of: "/") else { return .pattern(resource + "*") }
    return .prefix(String(resource[...cut]))
  }
}

extension DerivedEvent {
  /// What the record says of one of the requests; nil when it says nothing for certain.
  func evidence(for index: Int) -> Evidence? {
    switch recorded {
    case .allowed: return Evidence(isAllowed: true)
    case .unknown, .allowedLikely: return nil
    case .denied:
      let certain = requests.indices.filter { requests[$0].certainty == .certain }
      guard deniedRequest == index || (deniedRequest == nil && certain == [index]) else { return nil }
      guard let layer, let named = layer.policyLayer else { return Evidence(isAllowed: false) }
      return Evidence(isAllowed: false, layer: named.layer, isExplicit: named.isExplicit)
    }
  }
}

extension RecordedLayer {
  /// The layer in the engine's terms; SCP denials were long worded as explicit, so those do not say which.
  fileprivate var policyLayer: (layer: PolicyLayer, isExplicit: Bool?)? {
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
    case .rcpImplicit: (.rcp, false)
    case .rcpExplicit: (.rcp, true)
    case .endpointImplicit: (.vpcEndpoint, false)
    case .endpointExplicit: (.vpcEndpoint, true)
    case .trustImplicit: (.trust, false)
    case .trustExplicit: (.trust, true)
    case .unnamedExplicit: nil
    }
  }
}
