import IAMPolicy

/// Levels of one layer that say the same, for one line.
struct LayerGroup {
  var layers: [LayerExplanation]
  /// What they say, in capitals where they stand in the way.
  var state: String

  var first: LayerExplanation { layers[0] }

  /// The layers in their order, those that say the same by the same statements together.
  static func groups(of explanation: Explanation) -> [LayerGroup] {
    let lacking = explanation.layersWithoutAllow
    var groups: [LayerGroup] = []
    for layer in explanation.layers {
      let state = state(of: layer, isLacking: lacking.contains(layer.layer), explanation)
      let isPlain = state == "allows" || state == "does not deny" || layer.exemption != nil
      if isPlain, let last = groups.last, last.state == state, last.first.layer == layer.layer,
        last.first.statements.map({ $0.name }) == layer.statements.map({ $0.name })
      {
        groups[groups.count - 1].layers.append(layer)
      } else {
        groups.append(LayerGroup(layers: [layer], state: state))
      }
    }
    return groups
  }

  private static func state(
    of layer: LayerExplanation, isLacking: Bool, _ explanation: Explanation
  ) -> String {
    if let exemption = layer.exemption { return "does not apply: \(exemption.rawValue)" }
    if layer.denies == true { return "DENIES" }
    let mayDeny = layer.denies == nil ? ", may deny" : ""
    if layer.layer == .rcp { return layer.denies == nil ? "may deny" : "does not deny" }
    switch layer.allows {
    case true?: return "allows" + mayDeny
    case nil: return "may allow" + mayDeny
    case false? where isLacking: return "NO ALLOW" + mayDeny
    case false?:
      let isAlternative = explanation.layersWithoutAllow.contains(.identity)
      return (isAlternative ? "no allow, where one would do" : "no allow, and none is needed") + mayDeny
    }
  }
}

extension PolicyLayer {
  /// The layer's name where there is little room.
  var shortName: String {
    switch self {
    case .identity: "identity"
    case .boundary: "boundary"
    case .session: "session"
    case .scp: "SCP"
    case .rcp: "RCP"
    case .resource: "resource"
    case .trust: "trust"
    case .vpcEndpoint: "endpoint"
    case .serviceGuardrail: "AWS"
    case .s3BlockPublicAccess: "S3 block"
    }
  }
}
