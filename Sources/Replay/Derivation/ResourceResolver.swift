import AuditStore
import CloudTrail

/// Finds the resources that an action was checked on, by falling strength of evidence, and adds the requests.
///
/// It keeps its lists from event to event for their memory; what they hold is valid for one event.
struct ResourceResolver: ~Copyable {
  let rules: ResourceRules
  private(set) var site = CallSite.unknown
  private(set) var coverage = RecordCoverage.whole
  private(set) var caller = CallerSlice()
  private(set) var message: AccessDeniedMessage?
  private(set) var parameters = ParameterList()
  private(set) var listed = ListedResources()
  private(set) var matches = ScratchList<SlotMatch>()
  private(set) var facts = ContextFacts()
  /// What the service answered.
  private(set) var answer: RawJSON?
  private(set) var hasError = false
  /// What EC2 did not find.
  private(set) var missing: MissingIDs?
  /// The request that stands for the resource in AWS's message, by its index.
  private(set) var quotedRequest: Int?

  init(rules: ResourceRules) { self.rules = rules }

  /// Takes up an event of the operation with the number `plan`; with `readsLists` its parameters and resources as well.
  mutating func begin(
    _ event: RawEvent, _ site: CallSite, _ caller: CallerSlice, _ message: AccessDeniedMessage?,
    plan: Int, readsLists: Bool, isReading: Bool, isAllowed: Bool, _ coverage: RecordCoverage,
    _ names: inout ParameterNames, _ strings: inout StringReader
  ) {
    self.site = site
    self.coverage = coverage
    self.caller = caller
    self.message = message
    quotedRequest = nil
    let code = strings.text(event.raw(.errorCode))
    hasError = code != nil
    missing = code.flatMap { MissingIDs(code: $0, message: strings.text(event.raw(.errorMessage))) }
    answer = readsLists ? event.raw(.responseElements) : nil
    let raw = event.raw(.requestParameters)
    names.begin(operation: plan)
    if readsLists || hasError {
      parameters.read(raw, &names, &strings)
    } else {
      parameters.read(nil, &names, &strings)
    }
    listed.read(readsLists ? event.raw(.resources) : nil, &strings)
    facts.read(
      parameters, caller, hasError: hasError, isAllowed: isAllowed, isPartial: coverage != .whole,
      isReading: isReading)
  }

  /// Takes note of the request that stands for the resource in AWS's message.
  mutating func takeQuoted(_ request: Int) { quotedRequest = request }

  /// Takes up what the call and its answer say of a token.
  mutating func readToken(_ kind: FederatedToken, _ event: RawEvent) { facts.readToken(kind, event) }

  /// Takes up how the call was signed and sent.
  mutating func readTransport(_ event: RawEvent, _ names: borrowing ParameterNames) {
    facts.readTransport(event)
    if facts.isSignedInQuery { parameters.takeUnsignedHeaders(names) }
  }

  /// Finds the parameters that a plan wants.
  mutating func match(_ plan: OperationPlan, _ names: borrowing ParameterNames) {
    plan.slots.match(parameters, names, into: &matches)
    if plan.takesEncryptionContext { facts.readEncryption(parameters, names) }
  }

  /// Adds one request for each resource of a check, at least one; false when no resource was found.
  mutating func add(
    _ check: OperationPlan.Check, _ certainty: Certainty, _ names: borrowing ParameterNames,
    _ findings: inout ScratchList<ResourceFinding>, to call: inout CallBytes
  ) -> Bool {
    let output = RequestOutput(action: check.action, certainty: certainty, makesBucket: check.makesBucket)
    // Most checks have neither an access point nor a message; each call of a method that changes nothing copies all of this.
    let point = check.bucketSlot == nil ? nil : accessPoint(of: check)
    facts.take(check.bucketSlot == nil ? .untold : accessPointUse(check, point, names))
    setContext(check, onQuoted: message?.resource, to: &call)
    if case .profiledModel(let slot) = check.source {
      addProfiledModel(slot, check, output, to: &call)
      return true
    }
    if check.isGiven, quotedRequest != nil {
      addGiven(check, output.possible, &findings, to: &call)
      return true
    }
    let count = call.requestCount
    if message != nil, addQuoted(output, to: &call) {
      quotedRequest = quotedRequest ?? count
      addUnquoted(check, output, &findings, to: &call)
      return true
    }
    if let verb = check.condition.statements { return addStatements(verb, check, output, to: &call) }
    if let point {
      addAccessPoint(point, check, output, to: &call)
      return true
    }
    switch check.source {
    case .own, .profiledModel: break
    case .copySource: return addCopySource(output, names, to: &call)
    case .copySourceBucket: return addCopySourceBucket(output, names, to: &call)
    case .key(let slot, let other): return addKey(slot, beside: other, output, to: &call)
    case .federatedUser: return addFederatedUser(output, to: &call)
    case .unknown:
      output.add(.unknown, account: nil, to: &call)
      return false
    }
    guard !check.types.isEmpty else {
      addWithoutTypes(check, output, to: &call)
      return true
    }
    guard check.absent != .alwaysCallerUser else { return addAbsent(check, output, to: &call) }
    let isOwn = find(check, into: &findings)
    guard !findings.isEmpty else {
      return addTagged(check, output, to: &call) || addAbsent(check, output, to: &call)
    }
    for index in findings.indices {
      let isCertain = isOwn && !findings[index].isPossible
      setContext(check, of: findings[index], to: &call)
      add(findings[index], check, isCertain ? output : output.possible, to: &call)
    }
    return true
  }

  /// Sets the context of a check's requests.
  ///
  /// - Parameters:
  ///   - type: the number of the resource's type; nil where it is not known.
  ///   - isMade: whether the call makes the resource.
  private mutating func setContext(
    _ check: OperationPlan.Check, on type: Int?, isMade: Bool, to call: inout CallBytes
  ) {
    facts.takeTags(of: isMade ? type.map { check.types[$0].name } : nil, isTemplated: isTemplated(check))
    call.setContext { check.context.write(parameters, matches, facts, site, type: type, to: &$0) }
  }

  /// Sets the context again where it differs from resource to resource.
  private mutating func setContext(
    _ check: OperationPlan.Check, of finding: ResourceFinding, to call: inout CallBytes
  ) {
    guard !facts.tagTypes.isEmpty || check.differsByType else { return }
    guard let type = finding.type else { return setContext(check, on: nil, isMade: false, to: &call) }
    let isMade = check.types[type].isCreated || finding.evidence == .created
    // Of a value that fits several types the one that is meant is not known, nor what is made.
    setContext(check, on: finding.isAmbiguous && !isMade ? nil : type, isMade: isMade, to: &call)
  }

  /// Sets the context of a check's requests by the type of the resource in AWS's message, if there is one.
  private mutating func setContext(
    _ check: OperationPlan.Check, onQuoted resource: TextSlice?, to call: inout CallBytes
  ) {
    var type: Int?
    if !facts.tagTypes.isEmpty || check.differsByType, let arn = resource.flatMap({ ARNSlice($0) }) {
      type = check.types.firstIndex { $0.template.matches(arn) }
    }
    setContext(check, on: type, isMade: type.map { check.types[$0].isCreated } ?? false, to: &call)
  }

  /// Whether the call names a launch template, which may hold tags.
  func isTemplated(_ check: OperationPlan.Check) -> Bool {
    check.templateSlot.map { matches[$0].isNamed } ?? false
  }

  /// The other resources that the call names, beside the one in AWS's message: they may have been checked too.
  private mutating func addUnquoted(
    _ check: OperationPlan.Check, _ output: RequestOutput, _ findings: inout ScratchList<ResourceFinding>,
    to call: inout CallBytes
  ) {
    if let verb = check.condition.statements {
      _ = addStatements(verb, check, output.possible, but: message?.resource, to: &call)
      return
    }
    guard case .own = check.source, !check.types.isEmpty, check.absent != .alwaysCallerUser,
      let text = message?.resource, let quoted = ARNSlice(text), accessPoint(of: check) == nil
    else { return }
    _ = find(check, into: &findings)
    for index in findings.indices where !isQuoted(findings[index], among: findings, check, quoted) {
      let count = call.requestCount
      setContext(check, of: findings[index], to: &call)
      add(findings[index], check, output.possible, to: &call)
      if call.resource(ofRequest: count) == text { call.keepRequests(upTo: count) }
    }
  }

  /// The resource in a parameter of its own, where AWS's message names another one or this one.
  private func addGiven(
    _ check: OperationPlan.Check, _ output: RequestOutput, _ findings: inout ScratchList<ResourceFinding>,
    to call: inout CallBytes
  ) {
    _ = find(check, into: &findings)
    for index in findings.indices {
      let count = call.requestCount
      add(findings[index], check, output, to: &call)
      if let text = message?.resource, call.resource(ofRequest: count) == text {
        call.keepRequests(upTo: count)
      }
    }
  }

  /// Whether a finding is what AWS's message names: by its id, or as the only one of its type.
  private func isQuoted(
    _ finding: ResourceFinding, among findings: borrowing ScratchList<ResourceFinding>,
    _ check: OperationPlan.Check, _ quoted: ARNSlice
  ) -> Bool {
    guard let type = finding.type, check.types[type].template.matches(quoted) else { return false }
    if quoted.resource.hasSuffix("/*") { return true }
    if let entry = finding.entry, check.types[type].isOfEC2,
      quoted.resource.lastName == parameters.entries[entry].text
    {
      return true
    }
    var count = 0
    for index in findings.indices where findings[index].type == type { count += 1 }
    return count == 1
  }

  private func addWithoutTypes(
    _ check: OperationPlan.Check, _ output: RequestOutput, to call: inout CallBytes
  ) {
    if check.absent == .alwaysCallerUser || check.absent == .callerUser, addCallerUser(output, to: &call) {
      return
    }
    let account = coverage == .ofOwner ? nil : site.account
    output.add(.star, account: account, to: &call) { $0.append(UInt8(ascii: "*")) }
  }
}

/// What all requests of a check share.
struct RequestOutput {
  let action: RequestPart
  let certainty: Certainty
  /// Whether the action makes a bucket, which is then the caller's account's.
  let makesBucket: Bool

  /// The same for a check that may have been made.
  var possible: RequestOutput {
    RequestOutput(action: action, certainty: .possible, makesBucket: makesBucket)
  }

  @inline(__always)
  func add(
    _ state: ResourceState, account: TextSlice?, to call: inout CallBytes,
    resource: (inout ByteSink) -> Void = { _ in }
  ) {
    let known = account.flatMap { $0.isEmpty ? nil : $0 }
    call.addRequest(certainty, action: action, state: state, account: known, resource: resource)
  }
}

// MARK: - Resources that do not stand in the action's own parameters

extension ResourceResolver {
  /// What a federated user's session is checked on: AWS does not say, but no role takes part.
  private func addFederatedUser(_ output: RequestOutput, to call: inout CallBytes) -> Bool {
    output.add(.partial, account: site.account, to: &call) { bytes in
      site.appendGlobalHead("sts", account: site.account, to: &bytes)
      bytes.append("*")
    }
    return true
  }

  /// The caller's own user, for a call that names none.
  func addCallerUser(_ output: RequestOutput, to call: inout CallBytes) -> Bool {
    guard caller.type == TextSlice("IAMUser"), let arn = caller.arn else { return false }
    output.add(.exact, account: site.owner(of: ARNSlice(arn)), to: &call) { $0.append(arn) }
    return true
  }
}
