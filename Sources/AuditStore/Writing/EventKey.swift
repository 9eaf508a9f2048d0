import CloudTrail

/// What an event is found by beside its id: the hashes under which `EventKeyRuns` remembers its row.
///
/// A hit is always confirmed against the rows. Databases hold the hashes, so that they can never be others.
enum EventKey {
  /// Of the id that several records of one call share, in its stored form; 0 for no id.
  static func shared(_ id: TextSlice) -> UInt64 {
    id.isEmpty ? 0 : Fingerprint.mix(Fingerprint.of(id) ^ 0x8EBC_6AF0_9C88_C6E3)
  }

  /// Of the id that several records of one call share, in its stored form; 0 for no id.
  static func shared(_ id: [UInt8]) -> UInt64 { TextSlice.with(id) { shared($0) } }

  /// Of the access key that a call issued.
  static func issuance(_ accessKey: [UInt8]) -> UInt64 {
    Fingerprint.mix(Fingerprint.of(accessKey) ^ 0xE703_7ED1_A0B4_28DB)
  }

  /// Of a request that was certainly made and allowed, but for who made it.
  static func allowed(action: TextSlice, resource: TextSlice) -> UInt64 {
    max(1, Fingerprint.mix(Fingerprint.of(action) ^ 0x5899_65CC_7537_4CC3) ^ Fingerprint.of(resource))
  }

  /// Of a request that was certainly made and allowed, but for who made it.
  static func allowed(action: [UInt8], resource: [UInt8]) -> UInt64 {
    TextSlice.with(action) { action in TextSlice.with(resource) { allowed(action: action, resource: $0) } }
  }

  /// The same of callers whose identities have a template.
  ///
  /// - Parameter template: the row of `Dimension.template`; 0 for none.
  static func allowed(_ request: UInt64, by template: Int) -> UInt64 {
    Fingerprint.mix(request ^ UInt64(truncatingIfNeeded: template) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Of a request to AWS Organizations that was certainly made and allowed, by its action; 0 for any other.
  ///
  /// They are few, and whoever made them, some tell which account manages an organization.
  static func ofOrganizations(action: TextSlice) -> UInt64 {
    guard action.hasPrefix("organizations:") else { return 0 }
    return max(1, Fingerprint.mix(Fingerprint.of(action) ^ 0xA24B_AED4_963E_E407))
  }

  /// Of a request of a call, given the keys of its action and resource; 0 where nobody looks for it.
  static func allowed(
    _ recorded: UInt8, _ certainty: UInt8, action: TextSlice, resource: TextSlice
  ) -> UInt64 {
    guard recorded == RecordedDecision.allowed.rawValue, certainty == Certainty.certain.rawValue else {
      return 0
    }
    return allowed(action: DimensionKey.firstPart(action), resource: DimensionKey.firstPart(resource))
  }
}
