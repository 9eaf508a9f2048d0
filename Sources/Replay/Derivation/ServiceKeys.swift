import AuditStore
import IAMPolicy

/// The keys of single services among those that a record tells of a call as a whole.
///
/// IAM User Guide, "AWS JSON policy elements: Condition": keys with the prefix of a service are in requests to that
/// service alone. Those of the credentials, such as `ec2:SourceInstanceARN`, are in all requests.
enum ServiceKeys {
  private static let keys: [(service: String, name: String)] = [
    ("ec2", "ec2:region"), ("kms", "kms:calleraccount"), ("kms", "kms:viaservice"),
    ("s3", "s3:tlsversion"),
  ]

  /// The keys that a request for an action does not carry, whatever the call tells.
  static func absent(from action: String) -> [ContextFact] {
    let service = action.prefix { $0 != ":" }.lowercased()
    return keys.filter { $0.service != service }.map { ContextFact(key: $0.name, value: .absent) }
  }
}
