import AuditStore
import IAMPolicy

/// What the events of a period made of one statement of a snapshot.
struct StatementUse: Sendable {
  var policy: AttachedPolicy
  var type: PolicyType
  var statement: Statement
  /// The account whose policy it is; nil for one of AWS or of the organization.
  var account: String?
  /// The user, group or role that an inline policy is of, for example `role/app`; nil for any other policy.
  var holder: String?
  /// Whether it is of a service-linked role, whose calls are not replayed.
  var isOfServiceLinkedRole = false
  /// Events with a request that it matches.
  var matched = 0
  /// Events with a request that it may match, and none that it matches for certain.
  var possible = 0
  /// Matched events that AWS denied.
  var denied = 0
  /// Whether it is of a resource that a request may be about which does not tell its resource, and covers its action.
  var mayBeMetUnseen = false

  /// Adds what other events made of it.
  mutating func add(_ other: StatementUse) {
    matched += other.matched
    possible += other.possible
    denied += other.denied
    mayBeMetUnseen = mayBeMetUnseen || other.mayBeMetUnseen
  }

  /// Whether no event can have needed it.
  var isUnused: Bool { matched == 0 && possible == 0 && !mayBeMetUnseen }
}

/// Counts how often the statements of a comparison's baseline met events in groups.
struct StatementUseFinder: Sendable {
  /// A statement by the place where it is written.
  private struct Place: Hashable {
    var policy: ExactText
    var file: ExactText
    var position: SourcePosition

    init(_ policy: AttachedPolicy, _ statement: Statement) {
      self.policy = ExactText(policy.name)
      file = ExactText(policy.file ?? "")
      position = statement.position
    }
  }

  /// A request of which the log does not tell whose resource's policy it met.
  private struct OpenRequest: Hashable {
    var action: String
    var beginning: String
    var account: String?
  }

  private let differ: Differ
  private var uses: [Place: StatementUse] = [:]
  private var order: [Place] = []
  /// The resources with policies by their service.
  private var resources: [String: [(arn: String, policy: AttachedPolicy)]] = [:]
  private var openRequests: Set<OpenRequest> = []

  /// Counts the events of some groups, on all processors: those that no policy can tell apart are looked at once.
  init(_ differ: Differ, _ groups: CellGroups, _ asked: AskedParts) {
    self.init(differ)
    let parts = Processors.count
    let counted = ParallelMap.run(parts, size: 1) { [self] part in
      var own = self
      for group in stride(from: part, to: groups.indices.count, by: parts) {
        own.count(group, events: groups.events[group], asked)
      }
      return own
    }
    for own in counted {
      for (place, use) in own.uses { uses[place]?.add(use) }
    }
  }

  /// Prepares the statements of a comparison's baseline.
  private init(_ differ: Differ) {
    self.differ = differ
    add(differ.baseline.policies)
    for (account, own) in differ.baseline.accounts {
      for (policy, statement) in own.policies.flatMap({ $0.statements }) {
        uses[Place(policy, statement)]?.account = account
      }
      for identity in [own.users, own.groups, own.roles].flatMap({ $0.values }) {
        noteHolder(identity, differ.baseline, own)
      }
      resources["iam", default: []] += own.roles.values.compactMap { role in
        role.trust.map { (arn: role.arn, policy: $0) }
      }
    }
    for (arn, policy) in differ.baseline.resourcePolicies {
      resources[ARNFields(arn).service, default: []].append((arn, policy))
      for (policy, statement) in policy.statements {
        uses[Place(policy, statement)]?.account = differ.baseline.account(ofResource: arn)
      }
    }
  }

  /// Notes whose an identity's inline policies are, and what is of a service-linked role.
  ///
  /// The managed policies of service-linked roles can be attached to nothing else: IAM User Guide, "Service-linked roles".
  private mutating func noteHolder(
    _ identity: Identity, _ snapshot: PolicySnapshot, _ account: AccountIdentities
  ) {
    let name = ARNFields(identity.arn).resource
    for (policy, statement) in identity.inline.flatMap({ $0.statements }) {
      uses[Place(policy, statement)]?.holder = name
    }
    guard name.hasPrefix("role/aws-service-role/") else { return }
    let managed = identity.attached.filter { $0.contains(":policy/aws-service-role/") }
      .compactMap { snapshot.managedPolicy($0, in: account) }
    let own = identity.inline + managed + [identity.trust].compactMap { $0 }
    for (policy, statement) in own.flatMap({ $0.statements }) {
      uses[Place(policy, statement)]?.isOfServiceLinkedRole = true
    }
  }

  private mutating func add(_ policies: [AttachedPolicy]) {
    for policy in policies {
      guard case .document(let document) = policy.content else { continue }
      for statement in document.document.statements {
        let place = Place(policy, statement)
        guard uses[place] == nil else { continue }
        order.append(place)
        uses[place] = StatementUse(policy: policy, type: document.type, statement: statement)
      }
    }
  }

  /// Every statement of the snapshot, used or not.
  var all: [StatementUse] { order.compactMap { uses[$0] } }

  /// Counts the events of a group.
  private mutating func count(_ group: Int, events: Int, _ parts: AskedParts) {
    guard let asked = parts.askedOfBaseline(group, differ) else { return }
    var found: [Place: Bool] = [:]
    for (own, (request, policies)) in zip(asked.derived.requests, asked.requests) {
      for report in Evaluator.statements(for: request, policies) {
        let place = Place(report.policy, report.statement)
        found[place] = (found[place] ?? false) || (report.matches == true && own.certainty == .certain)
      }
      noteOpen(request, coversMany: own.state == .listwild)
    }
    for (place, isCertain) in found {
      if isCertain { uses[place]?.matched += events } else { uses[place]?.possible += events }
      if isCertain, asked.derived.recorded == .denied { uses[place]?.denied += events }
    }
  }
}

extension StatementUseFinder {
  /// Notes what a request may have met whose resource the log does not tell: every statement that covers its action, of
  /// every resource that it may be about.
  private mutating func noteOpen(_ request: AuthorizationRequest, coversMany: Bool) {
    let service = request.action.prefix { $0 != ":" }
    guard let candidates = resources[service == "sts" ? "iam" : String(service)],
      let start = differ.evaluator.baseline.openBeginning(of: request, coversMany: coversMany),
      openRequests.insert(
        OpenRequest(action: request.action, beginning: start, account: request.resourceAccount)
      ).inserted
    else { return }
    for (arn, policy) in candidates where request.mayBe(about: arn, beginning: start) {
      guard case .document(let document) = policy.content else { continue }
      let others = Set(
        Evaluator.unreachedStatements(of: document, by: [request.action]).map { $0.index })
      for (policy, statement) in policy.statements where !others.contains(statement.index) {
        uses[Place(policy, statement)]?.mayBeMetUnseen = true
      }
    }
  }
}

extension AttachedPolicy {
  /// Its statements, each with the policy; none where the text is not known.
  fileprivate var statements: [(AttachedPolicy, Statement)] {
    guard case .document(let document) = content else { return [] }
    return document.document.statements.map { (self, $0) }
  }
}
