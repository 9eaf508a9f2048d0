import CloudTrail

/// The six fields of an ARN as slices of its bytes.
struct ARNSlice {
  let text: TextSlice
  // The ends of the second to the fifth field.
  private let ends: (Int32, Int32, Int32, Int32)

  /// Splits at the first five colons; nil when there are fewer.
  init?(_ text: TextSlice) {
    guard text.hasPrefix("arn:") else { return nil }
    guard let colons = text.firstFour(of: UInt8(ascii: ":"), from: 4), colons.3 < Int(Int32.max) else {
      return nil
    }
    self.text = text
    ends = (
      Int32(truncatingIfNeeded: colons.0), Int32(truncatingIfNeeded: colons.1),
      Int32(truncatingIfNeeded: colons.2), Int32(truncatingIfNeeded: colons.3)
    )
  }

  var partition: TextSlice { text[4..<Int(ends.0)] }
  var service: TextSlice { text[Int(ends.0) + 1..<Int(ends.1)] }
  var region: TextSlice { text[Int(ends.1) + 1..<Int(ends.2)] }
  var account: TextSlice { text[Int(ends.2) + 1..<Int(ends.3)] }
  var resource: TextSlice { text.dropFirst(Int(ends.3) + 1) }

  /// Whether it is of an S3 bucket or object, whose ARN leaves open whose it is.
  var isOfAnyAccount: Bool { service == "s3" && account.isEmpty }

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

extension TextSlice {
  /// What follows the last `/`.
  var lastName: TextSlice { behindLast(UInt8(ascii: "/")) }

  /// What follows the last of a byte; all of it where there is none.
  func behindLast(_ byte: UInt8) -> TextSlice { dropFirst((lastIndex(of: byte) ?? -1) + 1) }
}
