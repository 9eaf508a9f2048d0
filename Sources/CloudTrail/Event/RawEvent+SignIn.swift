/// What the record of a sign-in to the console says of how it went.
public struct ConsoleSignIn: Sendable, Equatable {
  /// Whether MFA was used, as AWS words it: `Yes` or `No`; nil where that is not said.
  public var mfaUsed: String?
  /// How it ended, as AWS words it: `Success` or `Failure`; nil where that is not said.
  public var result: String?
}

extension RawEvent {
  /// What the record of a sign-in says; nil for any other record, and for one that says nothing.
  ///
  /// CloudTrail User Guide, "AWS Management Console sign-in events": the result stands under the name of the event.
  public var consoleSignIn: ConsoleSignIn? {
    guard let source = raw(.eventSource), source.isString("signin.amazonaws.com") else { return nil }
    let names: [StaticString] = ["ConsoleLogin", "CheckMfa", "SwitchRole", "ExitRole", "RenewRole"]
    let signIn = ConsoleSignIn(
      mfaUsed: raw(.additionalEventData)?.member("MFAUsed")?.string(),
      result: names.lazy.compactMap { raw(.responseElements)?.member($0)?.string() }.first)
    return signIn == ConsoleSignIn() ? nil : signIn
  }
}
