import CloudTrail

/// The six fields of an ARN as slices of its bytes.
struct ARNSlice {
  let text: TextSlice
  let partition: TextSlice
  let service: TextSlice
  let region: TextSlice
  let account: TextSlice
  let resource: TextSlice

  /// Splits at the first five colons; nil when there are fewer.
  init?(_ text: TextSlice) {
    guard text.hasPrefix("arn:") else { return nil }
    var cuts = (0, 0, 0, 0, 3)
    var start = 4
    for index in 0..<4 {
      guard let colon = text.firstIndex(of: UInt8(ascii: ":"), from: start) else { return nil }
      switch index {
      case 0: cuts.0 = colon
      case 1: cuts.1 = colon
      case 2: cuts.2 = colon
      default: cuts.3 = colon
      }
      start = colon + 1
    }
    self.text = text
    partition = text[4..<cuts.0]
    service = text[cuts.0 + 1..<cuts.1]
    region = text[cuts.1 + 1..<cuts.2]
    account = text[cuts.2 + 1..<cuts.3]
    resource = text.dropFirst(cuts.3 + 1)
  }

  /// The ARN under which the policy of the resource is stored: the bucket of an object, the table of an index.
  var owner: TextSlice {
    var cut: Int?
    if service == "s3", account.isEmpty, region.isEmpty {
      cut = resource.firstIndex(of: UInt8(ascii: "/"))
    } else if service == "dynamodb" {
      cut = resource.firstIndex(of: "/index/")
    }
    return cut.map { text.prefix(text.count - resource.count + $0) } ?? text
  }
}
