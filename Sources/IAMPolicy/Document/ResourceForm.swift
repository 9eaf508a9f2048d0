import AWSCatalog

/// What IAM refuses in the ARNs of identity-based policies.
///
/// IAM User Guide, "IAM JSON policy elements: Resource" and "IAM identifiers"; messages of the IAM API with the
/// error `MalformedPolicyDocument`.
enum ResourceForm {
  /// What is wrong with the fields of a value that is not `*`: the code, and words that follow the value.
  static func fault(of fields: [Substring]) -> (code: String, message: String)? {
    guard fields.count > 1 else { return ("E-ARN", "is neither an ARN nor `*`") }
    let partition = fields[1]
    if !partition.hasWildcard {
      if !partition.hasPrefix("aws") {
        return ("E-ARN-PARTITION", "names no partition: \(String(partition).quoted) is none")
      }
      if !ARNText.partitions.contains(String(partition)) {
        return ("E-PARTITION", "names a partition that AWS does not have: \(String(partition).quoted)")
      }
    }
    if !fields[0].hasWildcard, fields[0].lowercased() != "arn" {
      return ("E-ARN-PREFIX", "begins with another word than `arn:` and matches no ARN")
    }
    guard fields.count == 6 else { return nil }
    if fields[2].hasWildcard {
      return ("E-ARN-SERVICE", "has a wildcard in the place of the service, which must be named in full")
    }
    return fields[2] == "iam" ? faultOfIAM(fields) : nil
  }

  private static func faultOfIAM(_ fields: [Substring]) -> (code: String, message: String)? {
    guard !fields[3...4].contains(where: { $0.contains("$") }) else { return nil }
    if !fields[3].isEmpty, !fields[3].hasWildcard {
      return ("E-ARN-REGION", "names a region, which ARNs of IAM have none of")
    }
    let type = fields[5].prefix { $0 != "/" }
    if type.hasWildcard || type.contains("$") || type == "root" { return nil }
    if type.endIndex < fields[5].endIndex, typesOfIAM.contains(String(type)) { return nil }
    return ("E-ARN-RESOURCE", "names no resource of IAM: it must be `*` or begin with a type such as `role/`")
  }

  private static let typesOfIAM: Set<String> = {
    var catalog = ServiceCatalog()
    return Set(catalog.service("iam")?.resourceTypes.keys.map { $0 } ?? [])
  }()
}

extension Substring {
  fileprivate var hasWildcard: Bool { utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }
}
