import CloudTrail

/// Keys that hold the ARN of what a call names.
extension ContextPlan.Key {
  /// The ARN of a guardrail with its version, by which policies name it; only that there is one where the record does
  /// not tell as much.
  ///
  /// Amazon Bedrock User Guide, "Set up permissions to use Amazon Bedrock Guardrails for content filtering": of a draft,
  /// whose version is no number, it is not said.
  ///
  /// - Parameter site: where the call was made; nil when an id may be of another account.
  func writeGuardrail(
    _ match: SlotMatch, version: SlotMatch, _ parameters: borrowing ParameterList, _ site: CallSite?,
    to bytes: inout ByteSink
  ) -> Bool {
    guard match.isNamed else { return false }
    let name = parameters.hasOneValue(match) ? parameters.entries[match.first].text : TextSlice("")
    let version = parameters.hasOneValue(version) ? parameters.entries[version.first].text : TextSlice("")
    let isARN = name.hasPrefix("arn:")
    guard !name.isEmpty, !name.hasSpecials, version.isNumber, isARN || site?.account.isEmpty == false else {
      bytes.append(#"{"present":true}"#)
      return true
    }
    bytes.append(UInt8(ascii: "\""))
    if !isARN, let site {
      site.appendHead("bedrock", to: &bytes)
      bytes.append("guardrail/")
    }
    bytes.append(name)
    bytes.append(":")
    bytes.append(version)
    bytes.append(UInt8(ascii: "\""))
    return true
  }

  /// The ARN of the cluster that a call is about: the one that is named `default` where the call names none.
  ///
  /// Amazon ECS API Reference, `RunTask` and its like: "If you do not specify a cluster, the default cluster is assumed."
  ///
  /// - Parameter site: where the call was made; nil when a name may be of another account.
  func writeCluster(
    _ match: SlotMatch, _ parameters: borrowing ParameterList, _ site: CallSite?, to bytes: inout ByteSink
  ) -> Bool {
    guard parameters.hasOneValue(match) || !match.isNamed else { return false }
    let name = match.isFilled ? parameters.entries[match.first].text : TextSlice("default")
    if name.hasPrefix("arn:") {
      name.appendQuoted(to: &bytes)
      return true
    }
    return site?.appendARN("ecs", "cluster/", name, to: &bytes) ?? false
  }

  /// The ARN of the function that a call names; of a version, an alias or a name with an account it is not documented how
  /// it stands there.
  ///
  /// Service Authorization Reference, "AWS Lambda", `lambda:FunctionArn`.
  ///
  /// - Parameter site: where the call was made; nil when a name may be of another account.
  func writeFunction(
    _ match: SlotMatch, _ parameters: borrowing ParameterList, _ site: CallSite?, to bytes: inout ByteSink
  ) -> Bool {
    guard parameters.hasOneValue(match) else { return false }
    let name = parameters.entries[match.first].text
    if let arn = ARNSlice(name) {
      guard let function = arn.resource.after(prefix: "function:"),
        function.firstIndex(of: UInt8(ascii: ":")) == nil
      else { return false }
      name.appendQuoted(to: &bytes)
      return true
    }
    guard name.firstIndex(of: UInt8(ascii: ":")) == nil else { return false }
    return site?.appendARN("lambda", "function:", name, to: &bytes) ?? false
  }
}

extension CallSite {
  /// Appends, in quotes, the ARN of what has a name where the call was made; false where that or the name does not tell it.
  fileprivate func appendARN(
    _ service: String, _ kind: StaticString, _ name: TextSlice, to bytes: inout ByteSink
  ) -> Bool {
    guard !account.isEmpty, !region.isEmpty, !name.hasSpecials else { return false }
    bytes.append(UInt8(ascii: "\""))
    appendHead(service, to: &bytes)
    bytes.append(kind)
    bytes.append(name)
    bytes.append(UInt8(ascii: "\""))
    return true
  }
}
