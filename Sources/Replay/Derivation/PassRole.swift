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
  /// Whether the operation is known to hand on the roles that it names.
  let isCertain: Bool
  private let renamed: [Int32]
  private let byName: [Int32]
  private let assumed: [Int32]
  private let holders: [Int32]
  private let holderContext: RequestPart
  private let profiles: [Int32]
  private let profileContext: RequestPart
  /// For a role that may be in a profile or stand in another parameter.
  private let eitherContext: RequestPart

  /// A plan for an operation that hands roles to one of these services; unknown when there are none.
  ///
  /// - Parameters:
  ///   - renamed: the normalized numbers of parameters that hold a role's ARN though their names do not say so.
  ///   - byName: those of parameters that may hold the name of a role.
  ///   - assumed: those of parameters, and of objects around them, whose roles another role assumes, or may not be handed on.
  ///   - holders: those of parameters that name a thing which may hold roles.
  ///   - heldFor: the service that roles in it go to.
  ///   - profiles: those of parameters that name an instance profile.
  init(
    services: [String], renamed: [Int32], byName: [Int32], assumed: [Int32], holders: [Int32],
    heldFor: String, profiles: [Int32]
  ) {
    isCertain = true
    context = Self.context(services)
    self.renamed = renamed
    self.byName = byName
    self.assumed = assumed
    self.holders = holders
    holderContext = Self.context([heldFor])
    self.profiles = profiles
    profileContext = Self.context([Self.profileService])
    let isListed = services.isEmpty || services.contains(Self.profileService)
    eitherContext = Self.context(isListed ? services : services + [Self.profileService])
  }

  /// A plan for an operation of which it is not known whether it hands on the roles that it names.
  init(renamed: [Int32]) {
    isCertain = false
    context = Self.context([])
    self.renamed = renamed
    (byName, assumed, holders, profiles) = ([], [], [], [])
    (holderContext, profileContext, eitherContext) = (context, context, context)
  }

  /// The service that roles in instance profiles go to.
  private static let profileService = "ec2.amazonaws.com"

  private static func context(_ services: [String]) -> RequestPart {
    let value: ContextValue =
      services.count == 1
      ? .value(services[0]) : services.isEmpty ? .unknown : .oneOf(services.map { .value($0) })
    let fact = ContextFact(key: "iam:passedtoservice", value: value)
    return RequestPart(Array(ContextCoding.encode([fact]).utf8))
  }

  /// Adds a request for a role that the record does not show.
  func addUnknown(to call: inout CallBytes) {
    guard isCertain else { return }
    call.setContext(context)
    call.addRequest(.possible, action: Self.action, state: .unknown, account: nil) { _ in }
  }

  /// Adds a request for each role among the parameters.
  ///
  /// A role cannot be passed across accounts: one of another account is assumed by a role that is passed.
  ///
  /// - Parameter quoted: the role that AWS's message names, which has a request of its own; a role's name does not
  ///   tell its path, so that a parameter with that name means this one.
  func add(
    _ parameters: borrowing ParameterList, _ names: borrowing ParameterNames, _ site: CallSite,
    quoted: TextSlice?, to call: inout CallBytes
  ) {
    var seen: [TextSlice] = []
    if let quoted { seen.append(quoted) }
    let quotedName = quoted?.lastWord
    call.setContext(context)
    for index in parameters.entries.indices {
      let entry = parameters.entries[index]
      guard names.mentionsRole(entry.name) || renamed.contains(entry.name) else { continue }
      if entry.kind == .hidden, quoted == nil { addUnknown(to: &call) }
      guard entry.kind == .text, !seen.contains(entry.text) else { continue }
      if let arn = ARNSlice(entry.text) {
        guard arn.service == TextSlice("iam"), arn.resource.hasPrefix("role/") else { continue }
        seen.append(entry.text)
        // A role that is taken away is not handed on, as far as is known.
        let isCertain =
          isCertain && !names.takesAway(entry.name) && site.isOwn(arn.account)
          && !isAssumed(index, parameters)
        call.addRequest(
          isCertain ? .certain : .possible, action: Self.action, state: .exact, account: arn.account
        ) { $0.append(entry.text) }
      } else if byName.contains(entry.name), entry.text.firstIndex(of: UInt8(ascii: ":")) == nil {
        seen.append(entry.text)
        if let quotedName, entry.text.lastWord == quotedName { continue }
        addNamed(entry.text, site, to: &call)
      }
    }
  }

  /// Whether the role in an entry is one that another role of the call assumes.
  private func isAssumed(_ index: Int, _ parameters: borrowing ParameterList) -> Bool {
    let name = parameters.entries[index].name
    return assumed.contains { $0 == name || parameters.holds(index, within: $0) }
  }

  /// Adds a request for a role by its name, perhaps with its path.
  private func addNamed(_ name: TextSlice, _ site: CallSite, to call: inout CallBytes) {
    let path = name.first == UInt8(ascii: "/") ? name.dropFirst(1) : name
    call.addRequest(.certain, action: Self.action, state: .assumed, account: site.owner(of: nil)) { bytes in
      site.appendGlobalHead("iam", account: site.account, to: &bytes)
      bytes.append("role/")
      bytes.append(path)
    }
  }

  /// Adds a request for the role in an instance profile; where none is named, for one that a launch template or
  /// task definition may hold.
  ///
  /// The record never names that role, which is one of the caller's account. IAM User Guide, "Using instance
  /// profiles"; Amazon ECS Developer Guide, "Amazon ECS task IAM role".
  func addHeld(_ parameters: borrowing ParameterList, _ site: CallSite, to call: inout CallBytes) {
    guard isCertain else { return }
    if parameters.entries.indices.contains(where: { namesProfile($0, parameters) }) {
      call.setContext(profileContext)
      addAnyRole(.certain, site, to: &call)
    } else if parameters.entries.contains(where: { holders.contains($0.name) }) {
      call.setContext(holderContext)
      addAnyRole(.possible, site, to: &call)
    }
  }

  /// Sets the context for a role that AWS's message names, by where it can have come from: a role parameter with it,
  /// else an instance profile.
  func setContextOfQuoted(
    _ quoted: TextSlice, _ parameters: borrowing ParameterList, _ names: borrowing ParameterNames,
    to call: inout CallBytes
  ) {
    var hasProfile = false
    var mayBeNamed = parameters.isCut
    for index in parameters.entries.indices {
      let entry = parameters.entries[index]
      if namesProfile(index, parameters) {
        hasProfile = true
      } else if names.mentionsRole(entry.name) || renamed.contains(entry.name) || byName.contains(entry.name)
      {
        let isARN = entry.text.hasPrefix("arn:")
        if entry.kind == .text, isARN ? entry.text == quoted : entry.text.lastWord == quoted.lastWord {
          return call.setContext(context)
        }
        if entry.kind == .hidden { mayBeNamed = true }
      }
    }
    call.setContext(!hasProfile ? context : mayBeNamed ? eitherContext : profileContext)
  }

  private func namesProfile(_ index: Int, _ parameters: borrowing ParameterList) -> Bool {
    let entry = parameters.entries[index]
    switch entry.kind {
    case .text, .hidden:
      if profiles.contains(entry.name) { return true }
      return ARNSlice(entry.text).map { $0.service == "iam" && $0.resource.hasPrefix("instance-profile/") }
        ?? false
    case .object:
      guard profiles.contains(entry.name), index + 1 < parameters.entries.count else { return false }
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
      site.appendGlobalHead("iam", account: account, to: &bytes)
      bytes.append("role/*")
    }
  }
}

extension TextSlice {
  /// What follows the last `/` or blank: the name in an ARN, in a path or in IAM's words for a role.
  fileprivate var lastWord: TextSlice { lastName.behindLast(UInt8(ascii: " ")) }
}
