import CloudTrail
import IAMPolicy

extension UnnamedCaller {
  /// The user or role in words, without the session.
  var principal: String { OwnersCopy.caller(uniqueID, of: account) }
}

extension CallFacts {
  /// The caller as far as the whole record tells it.
  ///
  /// No credentials are good in another partition than their own. CloudTrail User Guide, "CloudTrail record contents",
  /// `sourceIPAddress`: of a service in AWS the DNS name is shown, and only services have sessions of service-linked roles.
  var caller: Caller? {
    guard case .unnamed(var caller)? = identity.caller else { return identity.caller }
    caller.partition = partitionOfRegion
    if isFromAddress { caller.isServiceLinked = false }
    return .unnamed(caller)
  }

  /// The partition of the endpoint that was called; nil where the record does not say.
  var partitionOfRegion: String? {
    shownRegion.map { region in
      TextSlice.with(Array(region.utf8)) { CallSite.partition(ofRegion: $0).string() }
    }
  }

  /// Whether an address made the call, and no service.
  var isFromAddress: Bool {
    identity.invokedBy == nil && sourceIPAddress.map { IPAddressText.isAddress($0) } == true
  }
}
