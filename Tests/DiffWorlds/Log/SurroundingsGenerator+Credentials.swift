import AuditStore
import IAMPolicy
import JSON
import PolicyWorlds

/// Who calls, with what credentials.
extension SurroundingsGenerator {
  func setCredentials(_ event: inout LoggedEvent, _ dice: inout Dice) {
    let team = KeyUniverse.specification("aws:principaltag/team")?.values ?? []
    let teams = team.map { ContextValue.known($0) } + [.absent]
    switch event.truth.caller {
    case .user, .root: setLongTerm(&event, &dice)
    default:
      setSession(&event, teams, &dice)
      return
    }
    // That a user has no such tag is not taken from a snapshot.
    if showsTag(of: event.truth.caller) { return }
    event.keys["aws:principaltag/team"] = teams
    event.words.insert("caller tags")
  }

  /// Has the caller of an event make it, though it was made up for another one.
  func changeCaller(_ event: inout LoggedEvent, _ dice: inout Dice) {
    for key in [
      "aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/team", "aws:tokenissuetime",
      "aws:multifactorauthpresent",
    ] { (event.keys[key], event.truth.context[key]) = (nil, nil) }
    (event.callers, event.sessions, event.truth.session, event.issuance) = ([], [], nil, nil)
    event.words.subtract(["unique id", "credentials", "issuer", "session policy", "caller tags"])
    event.derived.eventClass = event.truth.caller.eventClass
    let wasForwarded = event.isForwarded
    setOrganization(&event, &dice)
    setCredentials(&event, &dice)
    if wasForwarded || event.isForwarded { setNetwork(&event, &dice) }
  }

  private func identity(_ members: [(String, JSONValue)], _ dice: inout Dice) -> String {
    var members = members
    if dice.chance(0.1) { members.append(("invokedBy", .string("athena.amazonaws.com"))) }
    return JSONValue.object(members).text()
  }

  private func setLongTerm(_ event: inout LoggedEvent, _ dice: inout Dice) {
    let who = NaiveCaller(event.truth.caller)
    let isUser = who.kind == "user"
    var id = who.uniqueID ?? who.account ?? ""
    if isUser, dice.chance(0.15), case .user(let arn, let own) = event.truth.caller {
      id = "HIDDEN_DUE_TO_SECURITY_REASONS"
      event.callers = [own, "AIDABOB"].map { .user(arn: arn, uniqueID: $0) }
      event.words.insert("unique id")
    }
    var key = "AKIA1"
    event.truth.context["aws:tokenissuetime"] = .absent
    event.truth.context["aws:multifactorauthpresent"] = .absent
    if isUser, dice.chance(0.2) {
      key = "ASIA1"
      let times = (KeyUniverse.specification("aws:tokenissuetime")?.values ?? []).filter { $0 != [""] }
      event.truth.context["aws:tokenissuetime"] = .known(dice.pick(times, else: ["2026"]))
      event.keys["aws:tokenissuetime"] = times.map { .known($0) }
      event.keys["aws:multifactorauthpresent"] = [.absent, .known(["true"]), .known(["false"])]
      event.words.insert("credentials")
    }
    event.members["userIdentity"] = identity(
      [
        ("type", .string(isUser ? "IAMUser" : "Root")), ("principalId", .string(id)),
        ("arn", .string(who.arn)), ("accountId", .string(who.account ?? "")), ("accessKeyId", .string(key)),
      ], &dice)
  }

  private func setSession(_ event: inout LoggedEvent, _ teams: [ContextValue], _ dice: inout Dice) {
    let who = NaiveCaller(event.truth.caller)
    let isFederated = who.kind == "feduser"
    let issued = dice.pick(["2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z"])
    event.truth.context["aws:tokenissuetime"] = .known([issued])
    let mfa = dice.pick(["true", "false", "false"])
    event.truth.context["aws:multifactorauthpresent"] = mfa == "true" ? .known(["true"]) : .absent
    if mfa == "false" { event.keys["aws:multifactorauthpresent"] = [.absent, .known(["false"])] }
    event.truth.context["aws:principaltag/team"] = dice.pick(teams, else: .absent)
    let key = "ASIA\(event.time)"
    setPolicies(&event, key, teams, isFederated, &dice)
    var id = isFederated ? (who.account ?? "") + ":carol" : (who.uniqueID ?? "") + ":s"
    if !isFederated, dice.chance(0.1), case .session(var session) = event.truth.caller {
      id = "HIDDEN_DUE_TO_SECURITY_REASONS"
      event.callers = [.session(session)]
      session.roleID = "AROAOTHER"
      event.callers.append(.session(session))
      event.words.insert("unique id")
    }
    let issuer: [(String, JSONValue)] =
      isFederated
      ? [
        ("type", .string("IAMUser")), ("arn", .string(who.issuer ?? "")),
        ("principalId", .string("AIDATOKEN")),
      ]
      : [
        ("type", .string("Role")), ("arn", .string(who.roleARN ?? "")),
        ("principalId", .string(who.uniqueID ?? "")),
      ]
    let attributes = JSONValue.object([
      ("creationDate", .string(issued)), ("mfaAuthenticated", .string(mfa)),
    ])
    // Without the issuer the path of the role stays open; who made the federated user too.
    let showsIssuer = dice.chance(0.85)
    if !showsIssuer { event.words.insert("issuer") }
    let context: [(String, JSONValue)] =
      [("attributes", attributes)] + (showsIssuer ? [("sessionIssuer", .object(issuer))] : [])
    event.members["userIdentity"] = identity(
      [
        ("type", .string(isFederated ? "FederatedUser" : "AssumedRole")), ("principalId", .string(id)),
        ("arn", .string(who.arn)), ("accountId", .string(who.account ?? "")), ("accessKeyId", .string(key)),
        ("sessionContext", .object(context)),
      ], &dice)
  }

  /// What the session was issued with, and the event that says so, where there is one.
  private func setPolicies(
    _ event: inout LoggedEvent, _ key: String, _ teams: [ContextValue], _ isFederated: Bool,
    _ dice: inout Dice
  ) {
    func drawn(_ dice: inout Dice) -> [WorldPolicy]? {
      guard dice.chance(isFederated ? 0.85 : 0.3) else { return nil }
      return [sessionPolicy(&dice)]
    }
    event.truth.session = drawn(&dice)
    let tag = event.truth.context["aws:principaltag/team"]
    guard dice.chance(0.5) else {
      event.sessions = [event.truth.session, nil, drawn(&dice), drawn(&dice)]
      event.keys["aws:principaltag/team"] = teams
      event.words.formUnion(["session policy", "caller tags"])
      return
    }
    var parameters: [(String, JSONValue)] = [("roleSessionName", .string("s"))]
    if let policy = event.truth.session?.first?.text {
      parameters.append(("policy", .string(policy.json.text())))
    }
    if case .known(let texts) = tag, dice.chance(0.5) {
      parameters.append(
        ("tags", .array([.object([("key", .string("team")), ("value", .string(texts[0]))])])))
    } else {
      event.keys["aws:principaltag/team"] = teams
      event.words.insert("caller tags")
    }
    event.issuance = [
      "eventSource": "\"sts.amazonaws.com\"", "eventName": "\"AssumeRole\"",
      "eventTime": event.members["eventTime"] ?? "null", "eventID": "\"issuance-\(event.time)\"",
      "userIdentity": #"{"type":"IAMUser","arn":"arn:aws:iam::111111111111:user/x","accessKeyId":"AKIA9"}"#,
      "requestParameters": JSONValue.object(parameters).text(),
      "responseElements": #"{"credentials":{"accessKeyId":"\#(key)"}}"#,
    ]
  }
}
