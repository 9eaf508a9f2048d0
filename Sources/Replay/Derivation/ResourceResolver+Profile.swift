import AuditStore
import CloudTrail

/// Calls to Bedrock through an inference profile, which are checked on the profile and on the model behind it.
///
/// Amazon Bedrock User Guide, "Prerequisites for inference profiles".
extension ResourceResolver {
  /// Adds the request on the model behind the profile in a slot; nothing when that names no profile.
  func addProfiledModel(
    _ slot: Int, _ check: OperationPlan.Check, _ output: RequestOutput, to call: inout CallBytes
  ) {
    guard matches[slot].isFilled else { return }
    var name = parameters.entries[matches[slot].first].text
    if let arn = ARNSlice(name) {
      guard let start = arn.resource.firstIndex(of: "inference-profile/") else { return }
      name = arn.resource.dropFirst(start + "inference-profile/".utf8.count)
      guard start == 0 else { return add(nil, output, to: &call) }
    }
    let shapes = check.types.first { $0.name == "inference-profile" }?.shapes ?? []
    guard let area = shapes.first(where: { name.hasPrefix($0) }) else { return }
    add(name.dropFirst(area.count), output, to: &call)
  }

  /// The profile may lead to the model in any region of its area; what is behind an account's own is not recorded.
  private func add(_ model: TextSlice?, _ output: RequestOutput, to call: inout CallBytes) {
    var certainty = output.certainty
    if let quoted = message?.action, output.action.isName(quoted) {
      // The other request was denied, and this one may not have been made any more.
      if message?.resource?.firstIndex(of: ":foundation-model/") != nil { return }
      certainty = .possible
    }
    let output = certainty == .possible ? output.possible : output
    guard let model else { return output.add(.unknown, account: nil, to: &call) }
    output.add(.partial, account: site.account, to: &call) { bytes in
      bytes.append("arn:")
      bytes.append(site.partition)
      bytes.append(":bedrock:*::foundation-model/")
      bytes.append(model)
    }
  }
}
