import IAMPolicy

/// The policies that a caller brings to every one of its requests.
struct CallerLayers: Equatable {
  var identity: PolicySet
  var boundary: PolicySet?
  var session: PolicySet?
  var scps: [PolicyLevel]
}

/// The policies that a resource brings to every request on it.
struct ResourceLayers: Equatable {
  var rcps: [PolicyLevel]
  var resource: PolicySet?
}

extension AppliedPolicies {
  /// Puts layers together.
  ///
  /// - Parameter asksEndpointAlone: whether the policy of the VPC endpoint is all that is asked.
  init(
    of caller: CallerLayers, on resource: ResourceLayers, through endpoint: PolicySet?,
    asksEndpointAlone: Bool
  ) {
    if asksEndpointAlone {
      // Whether the caller has a boundary decides what a Deny with `NotPrincipal` means.
      self.init(boundary: caller.boundary, vpcEndpoint: endpoint)
    } else {
      self.init(
        identity: caller.identity, boundary: caller.boundary, session: caller.session, scps: caller.scps,
        rcps: resource.rcps, resource: resource.resource, vpcEndpoint: endpoint)
    }
  }
}
