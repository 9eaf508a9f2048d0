import AuditStore
import CloudTrail
import IAMPolicy

/// The check of `iam:PassRole` that stands behind a call that hands a role to a service.
///
/// IAM User Guide, "Grant a user permissions to pass a role to an AWS service". The check leaves no event of
/// its own, but a call that was allowed has passed it.
struct PassRolePlan {
  static let action = RequestPart(Array("iam:PassRole".utf8))
  /// What is known of `iam:PassedToService`, as JSON of the request's context.
  let context: RequestPart

  /// A plan for a role that goes to one of these services; unknown when there are none.
  init(services: [String]) {
    let value: ContextValue =
      services.count == 1
      ? .value(services[0]) : services.isEmpty ? .unknown : .oneOf(services.map { .value($0) })
    let fact = ContextFact(key: "iam:passedtoservice", value: value)
    context = RequestPart(Array(ContextCoding.encode([fact]).utf8))
  }

  /// Adds a request for a role that the record does not show.
  func addUnknown(to call: inout CallBytes) {
    call.setContext(context)
    call.addRequest(.possible, action: Self.action, state: .unknown, account: nil) { _ in }
  }

  /// Adds a request for each role among the parameters.
  func add(
    _ parameters: borrowing ParameterList, _ names: borrowing ParameterNames, _ site: CallSite,
    to call: inout CallBytes
  ) {
    var seen: [TextSlice] = []
    call.setContext(context)
    for index in parameters.entries.indices {
      let entry = parameters.entries[index]
      guard entry.kind == .text, names.mentionsRole(entry.name), !seen.contains(entry.text) else { continue }
      if let arn = ARNSlice(entry.text) {
        guard arn.service == TextSlice("iam"), arn.resource.hasPrefix("role/") else { continue }
        seen.append(entry.text)
        call.addRequest(.certain, action: Self.action, state: .exact, account: arn.account) {
          $0.append(entry.text)
        }
      } else if names.isRoleName(entry.name), entry.text.firstIndex(of: UInt8(ascii: ":")) == nil {
        seen.append(entry.text)
        let path = entry.text.first == UInt8(ascii: "/") ? entry.text.dropFirst(1) : entry.text
        call.addRequest(.certain, action: Self.action, state: .assumed, account: site.owner(of: nil)) {
          bytes in
          bytes.append("arn:")
          bytes.append(site.partition)
          bytes.append(":iam::")
          bytes.append(site.account)
          bytes.append(":role/")
          bytes.append(path)
        }
      }
    }
  }
}
