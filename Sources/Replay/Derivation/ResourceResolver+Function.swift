import AuditStore
import CloudTrail

/// Calls to a version or an alias of a Lambda function.
extension ResourceResolver {
  /// Adds the request on a function of which the call names a version or an alias; false when it names none.
  func addQualified(
    _ finding: ResourceFinding, _ type: TypePlan, _ output: RequestOutput, to call: inout CallBytes
  ) -> Bool {
    guard let use = type.qualifier, let text = functionText(finding) else { return false }
    let arn = ARNSlice(text)
    let name = FunctionName(arn?.resource ?? text)
    guard
      let qualifier = name.qualifier ?? namedQualifier(of: type, name.name)
        ?? firstValue(of: use.slot, .asItIs)
    else { return false }
    let owner = owner(of: finding, arn, text)
    output.add(use.isCertain ? .exact : .partial, account: owner, to: &call) { bytes in
      if let arn {
        bytes.append(text.prefix(text.count - arn.resource.count))
      } else {
        site.appendHead("lambda", account: owner ?? site.account, to: &bytes)
      }
      bytes.append("function:")
      bytes.append(name.name)
      bytes.append(use.isCertain ? ":" : "*")
      if use.isCertain { bytes.append(qualifier) }
    }
    return true
  }

  /// The qualifier behind a function's name in the call's own parameter, where the event's list has the function alone.
  private func namedQualifier(of type: TypePlan, _ function: TextSlice) -> TextSlice? {
    guard let slot = type.placeholders.last?.slot, matches[slot].isFilled else { return nil }
    let text = parameters.entries[matches[slot].first].text
    let name = FunctionName(ARNSlice(text)?.resource ?? text)
    return name.name == function ? name.qualifier : nil
  }

  private func functionText(_ finding: ResourceFinding) -> TextSlice? {
    switch finding.evidence {
    case .listed(let entry): listed.entries[entry].arn.text
    default: finding.entry.map { parameters.entries[$0].text }
    }
  }

  private func owner(of finding: ResourceFinding, _ arn: ARNSlice?, _ text: TextSlice) -> TextSlice? {
    if case .listed(let entry) = finding.evidence, let account = listed.account(of: listed.entries[entry]) {
      return account
    }
    return arn == nil ? ValueRule.functionName.account(text) ?? site.account : site.owner(of: arn)
  }
}

/// The name of a function in one of its forms: `NAME` or `NAME:QUALIFIER`, either perhaps behind `function:`, an account, a
/// Region and an account, or in an ARN.
///
/// AWS Lambda API Reference, `Invoke`, `FunctionName`: its pattern takes twelve digits before a colon for an account.
struct FunctionName {
  /// The account, where it is named.
  let account: TextSlice?
  let name: TextSlice
  let qualifier: TextSlice?

  init(_ text: TextSlice) {
    var rest = text
    var account: TextSlice?
    if let start = text.firstIndex(of: "function:") {
      rest = text.dropFirst(start + 9)
      account = text.prefix(max(start - 1, 0)).behindLast(UInt8(ascii: ":"))
    } else if let behind = Self.behindAccount(text) {
      rest = text.dropFirst(behind)
      account = text.prefix(behind - 1).behindLast(UInt8(ascii: ":"))
    }
    self.account = account.flatMap { $0.isAccount ? $0 : nil }
    let colon = rest.firstIndex(of: UInt8(ascii: ":"))
    name = rest.prefix(colon ?? rest.count)
    qualifier = colon.map { rest.dropFirst($0 + 1) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where a name begins before which there is an account, and perhaps a Region, without `function:`.
  private static func behindAccount(_ text: TextSlice) -> Int? {
    guard let first = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    if text.prefix(first).isAccount { return first + 1 }
    let rest = text.dropFirst(first + 1)
    guard let second = rest.firstIndex(of: UInt8(ascii: ":")), rest.prefix(second).isAccount else {
      return nil
    }
    return first + second + 2
  }
}
