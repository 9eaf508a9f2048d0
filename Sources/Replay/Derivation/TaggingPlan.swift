import AuditStore
import CloudTrail
import IAMPolicy

/// The check of a tagging action that stands behind a call that gives tags to what it makes.
struct TaggingPlan {
  let action: RequestPart
  /// The patterns of what EC2 makes, by type; empty for the other services.
  private let made: [String: ARNTemplate]
  private let creating: ContextFact

  /// A plan for an operation that is checked for `operation`, an action without its service.
  init(action: String, operation: String, made: [String: ARNTemplate]) {
    self.action = RequestPart(Array(action.utf8))
    self.made = made
    creating = ContextFact(key: "ec2:createaction", value: .value(operation))
  }

  /// Adds a request for each type of thing that tags are given for, and one that was perhaps made for others.
  ///
  /// EC2 checks it whenever tags are given: Amazon EC2 User Guide, "Grant permission to tag Amazon EC2 resources
  /// during creation". Of other services that is not known.
  ///
  /// - Parameters:
  ///   - isOpen: whether there may be more tags than the record shows.
  ///   - isCertain: whether the record is that of the caller's account.
  func add(
    _ facts: borrowing ContextFacts, _ site: CallSite, isOpen: Bool, isCertain: Bool,
    to call: inout CallBytes
  ) {
    let types = isCertain ? facts.tagTypes : []
    var isOpen = isOpen || (types.isEmpty && facts.hasTags)
    for type in types {
      guard let template = made[type] else {
        isOpen = true
        continue
      }
      let known = facts.tags(of: type) + [creating]
      call.setContext(RequestPart(Array(ContextCoding.encode(known).utf8)))
      call.addRequest(.certain, action: action, state: .wild, account: site.owner(of: nil)) { bytes in
        template.fill(site, account: site.account, into: &bytes) { _, bytes in
          bytes.append(UInt8(ascii: "*"))
        }
      }
    }
    guard isOpen else { return }
    call.setContext(.noContext)
    call.addRequest(.possible, action: action, state: .unknown, account: nil) { _ in }
  }
}
