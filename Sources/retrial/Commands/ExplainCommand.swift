import AuditStore
import IAMPolicy
import Replay

/// `retrial explain`: why a recorded event, or a request typed by hand, is decided as it is.
struct ExplainCommand {
  private static let typedOptions = ["principal", "action", "resource", "resource-account", "context"]

  private let arguments: ParsedArguments
  private let environment: [String: String]
  private let policies: PolicyArguments

  init(_ arguments: ParsedArguments, _ environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
    policies = PolicyArguments(arguments)
  }

  func run() async throws -> ExitCode {
    let typed = try typedRequest()
    try checkEffects(isTyped: typed != nil)
    let limit = try policies.limit()
    let options = try AssumeArguments(arguments).adding(to: try policies.options())
    let typedChanges = try policies.changes()
    var changes: [PolicyChange] = []
    var explanations = try await explain(typed) { snapshot in
      let snapshot = snapshot ?? PolicySnapshot()
      changes = try policies.changes(before: typedChanges, over: snapshot)
      var explainer = try Explainer(snapshot: snapshot, changes: changes, options: options)
      explainer.looksBack = !arguments.flag("no-history")
      explainer.countsAllEffects = arguments.flag("effects")
      return explainer
    }
    for index in explanations.indices {
      explanations[index].snapshot = policies.folder
      explanations[index].changes = changes.map { $0.argument }
    }
    write(explanations, limit: limit)
    return exitCode(explanations)
  }

  /// The request that is typed; nil when an event is asked for.
  private func typedRequest() throws(UsageError) -> TypedRequest? {
    let given = Self.typedOptions.filter { arguments.flag($0) }
    if arguments.positionals.first != nil {
      if let other = given.first {
        throw arguments.usageError(
          "'--\(other)' describes a typed request and cannot stand beside an event id.")
      }
      return nil
    }
    guard !given.isEmpty else {
      throw arguments.usageError("Missing expected argument '<event-id>', or '--principal' and '--action'.")
    }
    guard let principal = arguments.value("principal") else {
      throw arguments.usageError("Missing option '--principal <arn>'.")
    }
    try checkARN(principal, of: "principal")
    guard let action = arguments.value("action") else {
      throw arguments.usageError("Missing option '--action <action>'.")
    }
    guard action.split(separator: ":", omittingEmptySubsequences: false).count == 2, !action.hasSuffix(":"),
      !action.hasPrefix(":"), !action.contains("*")
    else {
      throw arguments.usageError(
        "The value '\(action)' is invalid for '--action'; it has the form service:Name.")
    }
    var request = TypedRequest(principal: principal, action: action, resource: try resource())
    request.resourceAccount = try resourceAccount(of: request.resource)
    request.context = try context()
    var lint = CatalogLint()
    for warning in lint.warnings(for: request) { Terminal.writeError("warning: \(warning)") }
    return request
  }

  /// Refuses to count what cannot be counted.
  private func checkEffects(isTyped: Bool) throws(UsageError) {
    guard arguments.flag("effects") else { return }
    if arguments.flag("no-history") {
      throw arguments.usageError(
        "'--effects' counts what '--no-history' leaves out: only one of them can be given.")
    }
    if isTyped {
      throw arguments.usageError(
        "'--effects' counts beside a recorded event and cannot stand beside a typed request.")
    }
  }

  private func resource() throws(UsageError) -> String? {
    guard let resource = arguments.value("resource") else { return nil }
    guard resource == "*" || resource.hasPrefix("arn:") else {
      let hint = ARNPattern.hint(forBucket: resource)
      throw arguments.usageError(
        "The value '\(resource)' is invalid for '--resource'; it must be an ARN or *"
          + (hint.isEmpty ? "." : hint))
    }
    try checkARN(resource, of: "resource")
    return resource
  }

  private func checkARN(_ text: String, of option: String) throws(UsageError) {
    guard let fault = ARNPattern.fault(ofARN: text) else { return }
    throw arguments.usageError("The value '\(text)' is invalid for '--\(option)': \(fault)")
  }

  private func resourceAccount(of resource: String?) throws(UsageError) -> String? {
    guard let account = arguments.value("resource-account") else { return nil }
    guard ARNText.isAccountID(account) else {
      throw arguments.usageError(
        "The value '\(account)' is invalid for '--resource-account'; it has 12 digits.")
    }
    let owner = ARNText.fields(resource ?? "").dropFirst(4).first.map(String.init)
    if let owner, ARNText.isAccountID(owner), owner != account {
      throw arguments.usageError(
        "The value '\(account)' is invalid for '--resource-account': '--resource' names the account \(owner)."
      )
    }
    return account
  }

  /// The values by key; a key without a value is absent.
  private func context() throws(UsageError) -> [String: [String]] {
    var context: [String: [String]] = [:]
    for text in arguments.values("context") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw arguments.usageError(
          "The value '\(text)' is invalid for '--context': it must have the form KEY=VALUE.")
      }
      let value = String(text[text.index(after: equals)...])
      context[text[..<equals].lowercased(), default: []] += value.isEmpty ? [] : [value]
    }
    return context
  }

  private func explain(
    _ typed: TypedRequest?, _ explainer: (PolicySnapshot?) throws -> Explainer
  ) async throws -> [EventExplanation] {
    if let typed { return try explain(typed, explainer(policies.snapshot())) }
    // A record may stand far behind in a large file: finding it takes as long as reading the policies.
    async let snapshot = policies.snapshot()
    let found = Result { try foundEvents() }
    return try explain(found, explainer(await snapshot))
  }

  private func explain(_ typed: TypedRequest, _ explainer: Explainer) throws -> [EventExplanation] {
    for warning in explainer.warnings(for: typed) { Terminal.writeError("warning: \(warning)") }
    guard let explanation = explainer.explain(typed) else {
      throw arguments.usageError(
        "The value '\(typed.principal)' is invalid for '--principal'; it must be the ARN of a user, role or "
          + "session, a service's name such as logs.amazonaws.com, or anonymous.")
    }
    write(explainer.unknownTargets(of: explanation))
    return [explanation]
  }

  private func write(_ targets: [UnknownTarget]) {
    for target in targets { Terminal.writeError("warning: \(target.sentence)") }
  }

  private var database: String { arguments.value("db") ?? "" }
  private var eventID: String { arguments.positionals.first ?? "" }

  /// That the start of an id finds nothing, where one was perhaps typed.
  private var partOfID: String {
    let isPart = (4..<36).contains(eventID.utf8.count) && eventID.allSatisfy { $0.isHexDigit || $0 == "-" }
    return isPart ? "; an event is found by its whole id" : ""
  }

  private func foundEvents() throws -> FoundEvents {
    try FoundEvents(id: eventID, in: AuditDatabase(path: database, access: .read))
  }

  private func explain(
    _ found: consuming Result<FoundEvents, any Error>, _ explainer: Explainer
  ) throws -> [EventExplanation] {
    let found = try found.get()
    let explanations = try explainer.explain(found)
    guard !explanations.isEmpty else {
      let unread = try found.unfinishedIngests().map { "; \($0.sentence)" }.joined()
      throw SnapshotError(message: "no event with the id `\(eventID)` in \(database)\(partOfID)\(unread)")
    }
    write(try explainer.unknownTargets(of: explanations, in: found))
    return explanations
  }

  private func write(_ explanations: [EventExplanation], limit: Int) {
    switch arguments.value("format") {
    case "json": Terminal.write(ExplainJSONRenderer.render(explanations))
    case "html": Terminal.write(ExplainHTMLRenderer(maximum: limit).render(explanations))
    case "aws": Terminal.write(SimulatorRenderer.render(explanations))
    default:
      let renderer = ExplainTextRenderer(
        width: Terminal.width(environment: environment),
        usesColor: Terminal.usesColor(environment: environment), maximum: limit)
      Terminal.write(explanations.map { renderer.render($0) }.joined(separator: "\n"))
    }
  }

  private func exitCode(_ explanations: [EventExplanation]) -> ExitCode {
    for event in explanations.filter({ $0.decision == nil }).compactMap({ $0.event }) {
      Terminal.writeError(
        "event \(event.id) is not replayed (\(event.eventClass.name)), because \(event.whyNotReplayed)")
    }
    let decisions = explanations.compactMap { $0.decision }
    guard !decisions.isEmpty else { return .nothing }
    guard let expected = arguments.value("expect") else { return .done }
    let others = decisions.filter { !$0.meets(expected) }
    for decision in others {
      Terminal.writeError("expected \(expected), found \(decision.closestWord)")
    }
    return others.isEmpty ? .done : .found
  }
}
