import IAMPolicy

/// Narrows the Deny statements that hit a request, in one of three ways.
struct DenyEdits {
  /// How a statement is narrowed, the narrowest exception first.
  enum Style: CaseIterable {
    case sparingCaller, sparingAction, removal
  }

  let denied: DeniedRequest
  let snapshot: PolicySnapshot
  /// The changes that were laid over it.
  let changes: [PolicyChange]

  /// Narrows every Deny; false where one stands in a policy that cannot be edited so.
  func apply(_ style: Style, includingOpen: Bool, to edits: inout PolicyEdits) -> Bool {
    let denies = denied.denies(includingOpen: includingOpen)
    if style == .sparingCaller, !denies.isEmpty, denies.allSatisfy({ bindsCallerAlone($0) }) { return false }
    for report in denies {
      let style = style == .sparingCaller && bindsCallerAlone(report) ? withoutCaller(report) : style
      guard case .document(let policy) = report.policy.content, let place = place(of: report) else {
        return false
      }
      guard style == .removal || narrowed(report.statement, style, from: report.statement) != nil else {
        return false
      }
      edits.change(report, in: place.target, place.words, policy.document) {
        narrowed($0, style, from: report.statement)
      }
    }
    return true
  }

  /// Whether a statement stands in a policy of nobody but the caller: without the caller nothing would be left of it.
  private func bindsCallerAlone(_ report: StatementReport) -> Bool {
    switch place(of: report)?.target {
    case .identity(let arn, _): arn == denied.owner
    case .boundary: true
    case .scp, .rcp, .managed, .resource, .vpcEndpoint, nil: false
    }
  }

  /// How such a statement is narrowed where others spare the caller.
  private func withoutCaller(_ report: StatementReport) -> Style {
    narrowed(report.statement, .sparingAction, from: report.statement) == nil ? .removal : .sparingAction
  }

  /// A statement, perhaps narrowed already for another request of the call, narrowed for this one.
  private func narrowed(_ statement: Statement, _ style: Style, from original: Statement) -> Statement? {
    switch style {
    case .sparingCaller: denied.allow.callerARN.flatMap { statement.sparing(caller: $0) }
    case .sparingAction:
      statement != original && spares(statement)
        ? statement : statement.sparing(action: denied.explanation.request.action)
    case .removal: nil
    }
  }

  private func spares(_ statement: Statement) -> Bool {
    let action = denied.explanation.request.action.lowercased()
    return statement.action.values.contains { $0.value.lowercased() == action } == statement.action.isNegated
  }

  /// The target that holds a statement's policy; nil for a session policy, and for policies of AWS.
  private func place(of report: StatementReport) -> (target: PolicyChange.Target, words: String)? {
    let name = report.policy.name
    switch report.layer {
    case .scp: return (.scp(name: name, node: node(of: name, isSCP: true, report)), "the SCP")
    case .rcp: return (.rcp(name: name, node: node(of: name, isSCP: false, report)), "the RCP")
    case .boundary: return denied.owner.map { (.boundary(arn: $0), denied.boundaryWords) }
    case .identity: return identityPlace(of: report.policy)
    case .resource: return (.resource(arn: name), "its resource-based policy")
    case .trust: return (.resource(arn: name), "its trust policy")
    case .vpcEndpoint: return denied.endpoint.map { (.vpcEndpoint(id: $0), "the endpoint's policy") }
    case .session, .serviceGuardrail, .s3BlockPublicAccess: return nil
    }
  }

  /// An SCP or RCP has one text wherever it is attached; one that a change attaches is named as that change names it,
  /// and without a tree it is known only where a change attaches it.
  private func node(of name: String, isSCP: Bool, _ report: StatementReport) -> String {
    let typed = changes.lazy.compactMap { change -> String? in
      switch change.target {
      case .scp(name, let node) where isSCP: node
      case .rcp(name, let node) where !isSCP: node
      default: nil
      }
    }
    if let node = typed.first(where: { $0 == report.policy.attachment }) { return node }
    guard snapshot.organization == nil else { return "*" }
    let own = snapshot.looseAttachments.first { $0.isSCP == isSCP && $0.policy.name == name }
    return own?.account ?? "*"
  }

  private func identityPlace(of policy: AttachedPolicy) -> (target: PolicyChange.Target, words: String)? {
    let fields = ARNFields(policy.name)
    if fields.service == "iam" {
      return fields.account == "aws" ? nil : (.managed(arn: policy.name), "the managed policy")
    }
    guard let owner = denied.owner else { return nil }
    guard let attachment = policy.attachment, attachment.hasPrefix("group ") else {
      let way = denied.isOfPermissionSet ? ", by way of its permission set" : ""
      return (.identity(arn: owner, name: policy.name), "the inline policy" + way)
    }
    let group = snapshot.accounts[ARNFields(owner).account]?.groups[String(attachment.dropFirst(6))]
    return group.map { (.identity(arn: $0.arn, name: policy.name), "the group's inline policy") }
  }
}
