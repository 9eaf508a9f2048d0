import CloudTrail

/// Where a call was made: what an ARN needs beside its own names.
struct CallSite {
  /// The partition of the caller's ARN, or of the region when the caller has none.
  let partition: TextSlice
  let region: TextSlice
  /// The account that received the event; empty when the record does not say.
  let account: TextSlice

  /// The place of no call.
  static var unknown: CallSite {
    CallSite(partition: TextSlice("aws"), region: TextSlice(""), account: TextSlice(""))
  }

  private init(partition: TextSlice, region: TextSlice, account: TextSlice) {
    self.partition = partition
    self.region = region
    self.account = account
  }

  init(_ event: RawEvent, caller: CallerSlice, _ strings: inout StringReader) {
    region = strings.shown(event.raw(.awsRegion)) ?? TextSlice("")
    account = strings.shown(event.raw(.recipientAccountId)) ?? TextSlice("")
    partition = caller.partition ?? Self.partition(ofRegion: region)
  }

  /// The place that an ARN tells, as far as it tells one.
  func at(_ arn: ARNSlice) -> CallSite {
    CallSite(
      partition: arn.partition, region: arn.region.isEmpty ? region : arn.region,
      account: arn.account.isAccount ? arn.account : account)
  }

  /// The partition of a region.
  static func partition(ofRegion region: TextSlice) -> TextSlice {
    TextSlice(region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws")
  }

  /// Appends an ARN of a service up to its last field.
  func appendHead(_ service: String, to bytes: inout ByteSink) {
    appendHead(service, account: account, to: &bytes)
  }

  /// The same for a resource of an account.
  func appendHead(_ service: String, account: TextSlice, to bytes: inout ByteSink) {
    appendHead(service, region: region, account: account, to: &bytes)
  }

  /// The same for a resource of an account that is in no region.
  func appendGlobalHead(_ service: String, account: TextSlice, to bytes: inout ByteSink) {
    appendHead(service, region: TextSlice(""), account: account, to: &bytes)
  }

  private func appendHead(
    _ service: String, region: TextSlice, account: TextSlice, to bytes: inout ByteSink
  ) {
    bytes.append("arn:")
    bytes.append(partition)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(Array(service.utf8))
    bytes.append(UInt8(ascii: ":"))
    bytes.append(region)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(account)
    bytes.append(UInt8(ascii: ":"))
  }

  /// Whether an account is that of the call, as far as the record tells.
  func isOwn(_ account: TextSlice) -> Bool { self.account.isEmpty || account == self.account }

  /// The account in an ARN, else the one that received the event; nil when neither says.
  func owner(of arn: ARNSlice?) -> TextSlice? {
    if let arn, arn.account.count == 12 { return arn.account }
    return account.isEmpty ? nil : account
  }
}
