import AuditStore
import CloudTrail

/// The two keys of a call that encrypts anew.
extension ResourceResolver {
  /// Adds the request on the KMS key of a slot; false when it is not known which it is.
  ///
  /// AWS KMS Developer Guide, "Logging AWS KMS API calls with AWS CloudTrail", `ReEncrypt`: the record lists both keys. Where
  /// the parameters name one of them, the other one is the other side's.
  func addKey(_ slot: Int, beside other: Int, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    let match = matches[slot]
    let value = match.isFilled ? parameters.entries[match.first].text : TextSlice("")
    if let arn = ARNSlice(value), arn.resource.hasPrefix("key/") {
      output.add(.exact, account: arn.account, to: &call) { $0.append(value) }
    } else if match.isFilled, !value.hasPrefix("alias/"), ARNSlice(value) == nil, coverage != .ofOwner {
      output.add(.exact, account: site.account, to: &call) { bytes in
        site.appendHead("kms", to: &bytes)
        bytes.append("key/")
        bytes.append(value)
      }
    } else if let entry = listedKey(otherThan: other) {
      output.add(.exact, account: listed.account(of: entry) ?? entry.arn.account, to: &call) {
        $0.append(entry.arn.text)
      }
    } else {
      output.add(.unknown, account: nil, to: &call)
      return false
    }
    return true
  }

  /// Of two keys that the event lists the one that the parameter of a slot does not name; nil where it names neither.
  private func listedKey(otherThan slot: Int) -> ListedResources.Entry? {
    guard matches[slot].isFilled else { return nil }
    let named = parameters.entries[matches[slot].first].text
    var found: ListedResources.Entry?
    var isNamed = false
    for index in listed.entries.indices where listed.entries[index].arn.resource.hasPrefix("key/") {
      let entry = listed.entries[index]
      if entry.arn.text == named || entry.arn.resource.lastName == named {
        isNamed = true
      } else if let other = found {
        guard other.arn.text == entry.arn.text else { return nil }
      } else {
        found = entry
      }
    }
    return isNamed ? found : nil
  }
}
