extension RawEvent {
  /// Whether MFA was used at a sign-in to the console, as AWS words it: `Yes` or `No`; nil for any other record.
  ///
  /// CloudTrail User Guide, "AWS Management Console sign-in events".
  public var mfaUsed: String? {
    guard let source = raw(.eventSource), source.isString("signin.amazonaws.com"),
      let data = raw(.additionalEventData),
      data.isObject
    else { return nil }
    return data.member("MFAUsed")?.string()
  }
}
