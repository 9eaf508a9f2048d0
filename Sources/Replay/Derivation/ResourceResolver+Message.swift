import AuditStore
import CloudTrail

extension ResourceResolver {
  /// The resource that AWS's message names for this very action.
  func addQuoted(_ output: RequestOutput, to call: inout CallBytes) -> Bool {
    guard let message, let text = message.resource,
      message.action.map({ output.action.isName($0) }) == true
    else { return false }
    if text.hasPrefix("arn:") {
      output.add(.message, account: owner(of: text, output), to: &call) { $0.append(text) }
    } else if text == TextSlice("*") {
      output.add(.star, account: site.account, to: &call) { $0.append(UInt8(ascii: "*")) }
    } else if addPhrase(text, output, to: &call) {
      return true
    } else if text.firstIndex(of: UInt8(ascii: " ")) == nil {
      output.add(.literal, account: site.account, to: &call) { $0.append(text) }
    } else {
      return false
    }
    return true
  }

  /// Adds the request for what AWS's message names, of an action behind the call's own; false when it names nothing.
  mutating func addQuoted(_ action: RequestPart, to call: inout CallBytes) -> Bool {
    let output = RequestOutput(action: action, certainty: .certain, makesBucket: false)
    let request = call.requestCount
    guard addQuoted(output, to: &call) else { return false }
    takeQuoted(request)
    return true
  }

  /// The account of a resource: as the event's own list gives it, else as its ARN does.
  private func owner(of text: TextSlice, _ output: RequestOutput) -> TextSlice? {
    guard let arn = ARNSlice(text) else { return site.owner(of: nil) }
    return listed.account(of: ListedResources.Entry(arn: arn, account: listed.account(of: text)))
      ?? ownerNotListed(of: arn, output)
  }

  /// `role NAME` and the like, of which IAM made an ARN.
  private func addPhrase(_ text: TextSlice, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    for (word, type) in rules.messageWords where text.hasPrefix(word) {
      let rest = text.dropFirst(word.count)
      let name = rest.prefix(rest.firstIndex(of: UInt8(ascii: " ")) ?? rest.count)
      if name.hasPrefix("arn:") {
        output.add(.message, account: site.owner(of: ARNSlice(name)), to: &call) { $0.append(name) }
        return true
      }
      output.add(.message, account: site.account, to: &call) { bytes in
        site.appendGlobalHead("iam", account: site.account, to: &bytes)
        bytes.append(type)
        bytes.append(UInt8(ascii: "/"))
        bytes.append(name)
      }
      return true
    }
    return false
  }
}
