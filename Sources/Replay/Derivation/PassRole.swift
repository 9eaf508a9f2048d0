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
  private let holders: [Int32]
  private let holderContext: RequestPart
  private let profile: Int32
  private let profileContext: RequestPart

  /// A plan for a role that goes to one of these services; unknown when there are none.
  ///
  /// - Parameters:
  ///   - holders: the normalized numbers of parameters that name a thing which may hold roles.
  ///   - heldFor: the service that roles in it go to.
  ///   - profile: the normalized number of the parameter that names an instance profile.
  init(services: [String], holders: [Int32], heldFor: String, profile: Int32) {
    context = Self.context(services)
    self.holders = holders
    holderContext = Self.context([heldFor])
    self.profile = profile
    profileContext = Self.context(["ec2.amazonaws.com"])
  }

  private static func context(_ services: [String]) -> RequestPart {
    let value: ContextValue =
      services.count == 1
      ? .value(services[0]) : services.isEmpty ? .unknown : .oneOf(services.map { .value($0) })
    let fact = ContextFact(key: "iam:passedtoservice", value: value)
    return RequestPart(Array(ContextCoding.encode([fact]).utf8))
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

  /// Adds a request for the role in an instance profile; where none is named, for one that a launch template or
  /// task definition may hold.
  ///
  /// The record never names that role, which is one of the caller's account. IAM User Guide, "Using instance
  /// profiles"; Amazon ECS Developer Guide, "Amazon ECS task IAM role".
  func addHeld(_ parameters: borrowing ParameterList, _ site: CallSite, to call: inout CallBytes) {
    if parameters.entries.indices.contains(where: { namesProfile($0, parameters) }) {
      call.setContext(profileContext)
      addAnyRole(.certain, site, to: &call)
    } else if parameters.entries.contains(where: { holders.contains($0.name) }) {
      call.setContext(holderContext)
      addAnyRole(.possible, site, to: &call)
    }
  }

  private func namesProfile(_ index: Int, _ parameters: borrowing ParameterList) -> Bool {
    let entry = parameters.entries[index]
    switch entry.kind {
    case .text, .hidden:
      if entry.name == profile { return true }
      return ARNSlice(entry.text).map { $0.service == "iam" && $0.resource.hasPrefix("instance-profile/") }
        ?? false
    case .object:
      guard entry.name == profile, index + 1 < parameters.entries.count else { return false }
      let member = parameters.entries[index + 1]
      return member.depth > entry.depth && (member.kind == .text || member.kind == .hidden)
    case .scalar, .empty: return false
    }
  }

  private func addAnyRole(_ certainty: Certainty, _ site: CallSite, to call: inout CallBytes) {
    guard let account = site.owner(of: nil) else {
      return call.addRequest(certainty, action: Self.action, state: .unknown, account: nil) { _ in }
    }
    call.addRequest(certainty, action: Self.action, state: .partial, account: account) { bytes in
      bytes.append("arn:")
      bytes.append(site.partition)
      bytes.append(":iam::")
      bytes.append(account)
      bytes.append(":role/*")
    }
  }
}
