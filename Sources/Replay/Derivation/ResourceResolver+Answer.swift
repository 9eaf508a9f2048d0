import AuditStore
import CloudTrail

/// What a service's answer tells of a resource that was there before the call.
extension ResourceResolver {
  /// Adds the request on what the answer names; false where it names nothing, or something else than the call does.
  func addAnswered(
    _ text: TextSlice, _ type: TypePlan, _ output: RequestOutput, to call: inout CallBytes
  ) -> Bool {
    guard let kind = type.answer, let answer, answer.isObject else { return false }
    switch kind {
    case .secret:
      guard let arn = secret(in: answer, named: text) else { return false }
      output.add(.exact, account: site.owner(of: arn), to: &call) { $0.append(arn.text) }
    case .deletionTask:
      guard let role = role(in: answer, named: text) else { return false }
      output.add(.exact, account: site.account, to: &call) { bytes in
        type.template.appendHead(site, account: site.account, to: &bytes)
        bytes.append("role/")
        bytes.append(role)
      }
    }
    return true
  }

  /// The ARN in an answer where it is that of the secret which a call names.
  ///
  /// AWS Secrets Manager API Reference, `PutSecretValue` and its like: `ARN`, which CloudTrail writes as `arn` or `aRN`.
  private func secret(in answer: RawJSON, named text: TextSlice) -> ARNSlice? {
    let raw = answer.member("arn") ?? answer.member("aRN") ?? answer.member("ARN")
    guard let arn = raw?.plainText.flatMap({ ARNSlice($0) }), arn.service == "secretsmanager",
      arn.text.hasSecretSuffix, let name = arn.resource.after(prefix: "secret:")
    else { return nil }
    let named = ARNSlice(text)?.resource.after(prefix: "secret:") ?? text
    return name == named || name.prefix(name.count - 7) == named ? arn : nil
  }

  /// The path and name of the role in an answer where it is the one that a call names.
  ///
  /// IAM API Reference, `DeleteServiceLinkedRole`: the task's id is of the form
  /// `task/aws-service-role/<service-principal-name>/<role-name>/<task-uuid>`.
  private func role(in answer: RawJSON, named name: TextSlice) -> TextSlice? {
    guard let task = answer.member("deletionTaskId")?.plainText?.after(prefix: "task/"),
      let end = task.lastIndex(of: UInt8(ascii: "/"))
    else { return nil }
    let role = task.prefix(end)
    return role.lastName == name ? role : nil
  }
}
