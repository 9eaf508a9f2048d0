/// The form of the ids of VPC endpoints.
enum EndpointID {
  private static let prefix = "vpce-"
  private static let digits = Set("0123456789abcdef".utf8)

  /// What is wrong with an id, as a fragment without a period; nil for one that AWS may give.
  ///
  /// Digits are hexadecimal, 17 of them or, in ids of before 2018, 8 (Amazon EC2 User Guide, "Resource IDs"). Their number
  /// is left open: where one was lost, nothing knows the id.
  static func fault(of id: String) -> String? {
    let rest = id.utf8.dropFirst(prefix.utf8.count)
    if id.hasPrefix(prefix), !rest.isEmpty, rest.allSatisfy({ digits.contains($0) }) { return nil }
    return "`\(id)` is no id of a VPC endpoint, such as vpce-0a1b2c3d4e5f60718"
  }
}
