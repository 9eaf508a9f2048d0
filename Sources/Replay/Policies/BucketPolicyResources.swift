import IAMPolicy

/// What S3 asks of the resources that a bucket policy names: they are the bucket, or in it.
///
/// Amazon S3 User Guide, "Policies and permissions in Amazon S3": a policy that names another bucket is answered with
/// `MalformedPolicy`, "Policy has invalid resource".
enum BucketPolicyResources {
  /// Refuses a new policy of a bucket that names a resource of another one.
  ///
  /// - Parameters:
  ///   - arn: whose policy it is to be; what is no bucket may name anything.
  ///   - file: where the text stands.
  static func check(
    _ document: PolicyDocument, ofBucket arn: String, in file: String?
  ) throws(SnapshotError) {
    let fields = ARNFields(arn)
    guard fields.service == "s3", fields.account.isEmpty, !fields.resource.contains("/") else { return }
    for resource in document.statements.compactMap({ $0.resource }) where !resource.isNegated {
      if let foreign = resource.values.first(where: { !mayBe($0.value, arn) }) {
        throw SnapshotError(
          file: file, position: foreign.position,
          message:
            "`\(foreign.value)` is neither the bucket `\(fields.resource)` nor in it: S3 refuses the policy")
      }
    }
  }

  /// Whether a pattern stands for the bucket or something in it, as far as the text before its first wildcard or variable
  /// tells.
  private static func mayBe(_ pattern: String, _ bucket: String) -> Bool {
    let beginning = String(pattern.prefix { $0 != "*" && $0 != "?" && $0 != "$" })
    if beginning.hasPrefix(bucket + "/") || beginning == bucket { return true }
    return beginning != pattern && bucket.hasPrefix(beginning)
  }
}
