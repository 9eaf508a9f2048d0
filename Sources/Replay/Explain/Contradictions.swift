import AuditStore
import IAMPolicy

/// Finds where AWS's answer and the policies given, or without any what else the log tells, do not agree; proposed changes
/// have no part in either.
struct Contradictions {
  let sentences: [String]

  init(_ call: RecordedCall, _ requests: [RequestExplanation], hasPolicies: Bool) {
    guard !requests.isEmpty else {
      sentences = []
      return
    }
    switch call.derived.record {
    case .allowed:
      let denied = call.derived.certainRequests.filter { index in
        Evidence(isAllowed: true).contradicts(requests[index].ofSnapshot.decision)
      }
      let actions = Set(denied.map { call.derived.requests[$0].action }).sorted()
      sentences = actions.map { action in
        hasPolicies
          ? "AWS allowed the call, but the policies given deny \(action): they are not those of that moment"
          : "AWS allowed the call, but by what the log tells no policy could allow \(action)"
      }
    case .denied(let among): sentences = Self.denied(call, requests, among, hasPolicies: hasPolicies)
    case .deniedElsewhere:
      sentences = ["AWS denied the call for an action that is not among these requests"]
    case .unknown: sentences = []
    }
  }

  private static func denied(
    _ call: RecordedCall, _ requests: [RequestExplanation], _ among: [Int], hasPolicies: Bool
  ) -> [String] {
    let own = among.map { requests[$0].ofSnapshot }
    if own.allSatisfy({ Evidence(isAllowed: false).contradicts($0.decision) }) {
      return [
        hasPolicies
          ? "AWS denied the call, but the policies given allow it: \(call.derived.whyDeniedThough)"
          : "AWS denied the call, but by what the log tells every policy would allow it"
      ]
    }
    guard call.derived.layer != nil, let index = among.first,
      let said = call.derived.evidence(for: index) ?? call.derived.perhapsDenied(index)
    else { return [] }
    let messages = own.flatMap { $0.messages }
    if messages.contains(where: { said.agrees(with: $0.layer, isExplicit: $0.isExplicit) }) { return [] }
    let found = Set(messages.map { $0.layer.denial(isExplicit: $0.isExplicit) }).sorted()
    return [
      "AWS's message tells of \(said.denial), but we find "
        + (found.isEmpty
          ? "that no policy type it could name denies"
          : "that it could only tell of \(found.joined(separator: " or "))")
        + (hasPolicies ? ": what denied it then is not among the policies given" : "")
    ]
  }
}

extension Evidence {
  /// How a request was denied, in words.
  var denial: String { layer?.denial(isExplicit: isExplicit) ?? "an explicit deny" }

  /// Whether it tells of the denial by a layer.
  fileprivate func agrees(with other: PolicyLayer, isExplicit isOtherExplicit: Bool) -> Bool {
    // Denials of SCPs were long worded as explicit.
    guard let layer else { return isOtherExplicit || other == .scp }
    return layer == other && isExplicit.map { $0 == isOtherExplicit } ?? true
  }
}

extension PolicyLayer {
  /// How it denies, in words.
  func denial(isExplicit: Bool?) -> String {
    switch isExplicit {
    case true?: "an explicit deny in \(withArticle)"
    case false?: "a missing allow in \(withArticle)"
    case nil: withArticle
    }
  }
}
