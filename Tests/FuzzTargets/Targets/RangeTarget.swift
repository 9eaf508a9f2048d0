enum RangeTarget {
  /// A range, a line feed and an address.
  static func fault(_ bytes: [UInt8]) -> String? {
    guard let (range, address) = bytes.twoTexts else { return nil }
    let isInside = Fixed.holds("IpAddress", range, address)
    let isOutside = Fixed.holds("NotIpAddress", range, address)
    if isInside == nil { return "`IpAddress` leaves an answer open" }
    if isInside == true, isOutside != false { return "`\(address)` is inside and not inside `\(range)`" }
    if Fixed.holds("IpAddress", address, address) == true,
      Fixed.holds("IpAddress", address + "/0", address) == false,
      !address.contains("/")
    {
      return "`\(address)` is not in the range of every address"
    }
    return nil
  }
}
