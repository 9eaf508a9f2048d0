import AuditStore

/// Why events of a class are not replayed.
extension EventClass {
  /// The reason in one sentence; of a class that is replayed, why one event of it may not be.
  var whyNotReplayed: String {
    switch self {
    case .principal, .root, .servicePrincipal, .federation, .anonymous:
      "the event does not tell who made which request"
    case .serviceLinkedRole: "SCPs and RCPs do not bind service-linked roles, and AWS owns their policies"
    case .ownerCopy:
      "it is the resource owner's copy of another account's call: another record stands for it, or none tells who called"
    case .permissionless:
      "AWS documents that the call is allowed whatever the policies say, but perhaps that of a VPC endpoint, "
        + "of which AWS does not document it"
    case .insight: "CloudTrail sums up unusual activity, which is no call of anybody"
    case .aggregated: "CloudTrail sums up many calls without naming one of them"
    case .network:
      "it is a VPC endpoint's record of a call: another record stands for it, or it does not name who asked for what"
    case .serviceEvent: "a service did it by itself, without a call that policies could deny"
    case .signIn: "signing in is no action that IAM policies decide"
    case .consoleAction: "it is a step in the console, not an action that IAM policies decide"
    case .nonIAMPrincipal: "the caller is governed by no IAM policy"
    case .batch: "the call stands for many requests, which the event does not name"
    case .unresolvedAction: "the IAM action behind the event's name is not known"
    case .unreadable: "a field that the requests depend on is missing or hidden"
    case .amendment: "it corrects the record of another event, which is replayed as corrected"
    case .unauthenticated: "the credentials were not accepted, so that no policy was asked"
    }
  }

  /// Why one that was denied is not replayed though AWS documents that policies do not decide it.
  ///
  /// Amazon DynamoDB Developer Guide, "Internetwork traffic privacy": through a VPC endpoint they do.
  ///
  /// - Parameter cause: what AWS named as the cause; nil where it named none.
  static func whyDeniedWithoutPermission(by cause: String?) -> String {
    "AWS documents that no policy decides the call, but perhaps where a VPC endpoint is in between; the record says "
      + "that it was denied" + (cause.map { ": \($0)" } ?? ", but not by what")
  }

  /// Whether an event of the class records that AWS decided a request.
  var recordsDecision: Bool {
    switch self {
    case .insight, .aggregated, .serviceEvent, .signIn, .consoleAction, .unauthenticated: false
    case .principal, .root, .servicePrincipal, .serviceLinkedRole, .federation, .anonymous, .ownerCopy,
      .permissionless, .network, .nonIAMPrincipal, .batch, .unresolvedAction, .unreadable, .amendment:
      true
    }
  }
}
