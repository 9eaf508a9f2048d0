import AuditStore
import CloudTrail

extension ResourceResolver {
  /// Adds the groups that each tag of a call names by itself; false where none does, or where the record does not show
  /// all of them.
  ///
  /// Amazon EC2 Auto Scaling API Reference, `Tag`, `ResourceId`: the name of an Auto Scaling group.
  func addTagged(_ check: OperationPlan.Check, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    guard check.isNamedByTags, facts.isWhole, parameters.tags.count == 1, let type = check.types.first,
      let names = Self.taggedNames(parameters.tags[0])
    else { return false }
    for name in names {
      output.add(.assumed, account: site.owner(of: nil), to: &call) { bytes in
        type.template.fill(site, account: site.account, into: &bytes) { index, bytes in
          bytes.append(index == type.placeholders.count - 1 ? name : TextSlice("*"))
        }
      }
    }
    return true
  }

  /// The different names of what tags are on; nil where one of them does not tell it, or there are none.
  private static func taggedNames(_ tags: RawJSON) -> [TextSlice]? {
    guard tags.isArray else { return nil }
    var names: [TextSlice] = []
    var isWhole = true
    var cursor = RawCursor(tags)
    var isElement = cursor.firstElement()
    while isElement {
      let tag = cursor.next()
      if tag.isObject, let name = tag.member("resourceId")?.plainText, !name.isEmpty, !name.isHidden {
        if names.count < Self.maximumCount, !names.contains(name) { names.append(name) }
        isWhole = isWhole && names.contains(name)
      } else {
        isWhole = false
      }
      isElement = cursor.nextElement()
    }
    return isWhole && !names.isEmpty ? names : nil
  }
}
