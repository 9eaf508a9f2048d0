/// A reason as AWS's access-denied messages word it, for comparison with what a log holds.
///
/// IAM User Guide, "Troubleshoot access denied error messages".
public struct DenialMessage: Sendable, Hashable {
  /// The policy type that the message names.
  public var layer: PolicyLayer
  /// Whether it speaks of an explicit deny.
  public var isExplicit: Bool
  /// The action that it names.
  public var action: String

  /// The part of the message that says why.
  public var text: String {
    isExplicit
      ? "with an explicit deny in \(layer.article) \(layer.rawValue)"
      : "because no \(layer.rawValue) allows the \(action) action"
  }
}

extension Explanation {
  /// The messages that AWS may give for the decision; none for an allow.
  ///
  /// Which policy type AWS names when several deny is not documented, so each of them is one.
  public var messages: [DenialMessage] {
    let possible = decision.possible
    var found: [DenialMessage] = []
    if possible.contains(.explicitlyDenied) {
      for layer in layers where layer.exemption == nil && layer.denies != false {
        add(layer.layer, isExplicit: true, to: &found)
      }
    }
    if possible.contains(.implicitlyDenied) {
      for layer in layersWithoutAllow { add(layer, isExplicit: false, to: &found) }
    }
    return found
  }

  private func add(_ layer: PolicyLayer, isExplicit: Bool, to found: inout [DenialMessage]) {
    guard layer != .serviceGuardrail, layer != .s3BlockPublicAccess else { return }
    let message = DenialMessage(layer: layer, isExplicit: isExplicit, action: source.request.action)
    if !found.contains(message) { found.append(message) }
  }
}

extension PolicyLayer {
  fileprivate var article: String { self == .identity ? "an" : "a" }
}
