import IAMPolicy

extension NaiveEvaluator {
  /// The layers' answers put together.
  mutating func result() -> NaiveResult {
    var layers = NaiveLayers()
    if request.action == "sts:GetCallerIdentity", who.kind != "anonymous" {
      readEndpoint(&layers)
      let isOpen = layers.endpointAllows && layers.denies.isEmpty
      if isOpen || !choose("semantics:caller-identity-endpoint") { layers = NaiveLayers() }
      let refusal: Outcome = layers.denies.isEmpty ? .implicitlyDenied : .explicitlyDenied
      return NaiveResult(
        outcome: layers.endpointAllows && layers.denies.isEmpty ? .allowed : refusal, denies: layers.denies,
        missing: missing(layers, true))
    }
    read(&layers)
    let needsNothing = request.action == "sts:GetSessionToken" && (who.kind == "user" || who.kind == "root")
    if needsNothing { layers.denies.subtract([.identity, .boundary, .resource]) }
    if isGuarded {
      // "Implicitly denied whatever the policies say": whether a Deny beside it still counts is left open.
      let isExplicit = !layers.denies.isEmpty && choose("ambiguous:guardrail")
      return NaiveResult(
        outcome: isExplicit ? .explicitlyDenied : .implicitlyDenied, denies: layers.denies, missing: [])
    }
    let grant = needsNothing || grant(layers)
    let isAllowed = grant && layers.scpAllows && layers.endpointAllows
    let outcome: Outcome =
      !layers.denies.isEmpty ? .explicitlyDenied : isAllowed ? .allowed : .implicitlyDenied
    return NaiveResult(outcome: outcome, denies: layers.denies, missing: missing(layers, grant))
  }

  /// The layers that alone stop the request for want of an Allow.
  private func missing(_ layers: NaiveLayers, _ grant: Bool) -> Set<Layer> {
    var missing: Set<Layer> = []
    if !layers.scpAllows { missing.insert(.scps) }
    if !layers.endpointAllows { missing.insert(.vpcEndpoint) }
    if !grant, !layers.boundaryAllows { missing.insert(.boundary) }
    if !grant, !layers.sessionAllows { missing.insert(.session) }
    if !grant, !layers.identityAllows { missing.insert(.identity) }
    return missing
  }

  private mutating func read(_ layers: inout NaiveLayers) {
    let isMember = ["user", "session", "feduser", "root"].contains(who.kind)
    let isBacked = ["user", "session", "feduser"].contains(who.kind) && !who.isIssuedByRoot
    if isBacked {
      let identity = verdict(.identity)
      layers.identityAllows = identity.allows
      layers.note(identity, .identity)
      if !who.isServiceLinked, world.layers[.boundary] != nil {
        let boundary = verdict(.boundary)
        layers.boundaryAllows = boundary.allows
        layers.note(boundary, .boundary)
      }
    }
    if who.kind == "feduser" || (who.kind == "session" && !who.isServiceLinked) || who.isAssumedRoot {
      let session = verdict(.session)
      layers.sessionAllows = world.layers[.session] == nil ? who.kind != "feduser" : session.allows
      layers.note(session, .session)
    }
    if isMember, !who.isServiceLinked, request.options.principalInManagementAccount == false {
      for level in (world.layers[.scps] ?? []).indices {
        let scp = verdict(.scps, level: level)
        layers.scpAllows = layers.scpAllows && scp.allows
        layers.note(scp, .scps)
      }
    }
    if appliesRCPs { layers.note(verdict(.rcps), .rcps) }
    readEndpoint(&layers)
    layers.resource = verdict(.resource)
    let isLockOut = [
      "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "sqs:GetQueueAttributes",
      "sqs:SetQueueAttributes",
    ].contains(request.action)
    if !(isLockOut && who.kind == "root" && isSameAccount) { layers.note(layers.resource, .resource) }
  }

  private mutating func readEndpoint(_ layers: inout NaiveLayers) {
    guard world.layers[.vpcEndpoint] != nil else { return }
    let endpoint = verdict(.vpcEndpoint)
    layers.endpointAllows = endpoint.allows
    layers.note(endpoint, .vpcEndpoint)
  }

  /// A write to a role that AWS owns, by somebody else than a service of AWS.
  private var isGuarded: Bool {
    let isByService =
      who.kind == "service" || who.isServiceLinked
      || NaiveKeys.state("aws:viaawsservice", request) == .known(["true"])
    guard !isByService, request.action == "iam:DeleteRole", case .arn(let arn) = request.resource else {
      return false
    }
    return arn.contains(":role/aws-service-role/") || arn.contains(":role/aws-reserved/")
  }

  private var appliesRCPs: Bool {
    let services = ["s3", "sts", "kms", "sqs", "secretsmanager", "logs", "dynamodb"]
    guard !who.isServiceLinked, request.options.resourceInManagementAccount == false else { return false }
    return request.action != "kms:RetireGrant" && services.contains { request.action.hasPrefix($0 + ":") }
  }

  var isSameAccount: Bool { who.account != nil && who.account == request.resourceAccount }

  private mutating func grant(_ layers: NaiveLayers) -> Bool {
    let (d, r, a) = (layers.resource.direct, layers.resource.role, layers.resource.account)
    let identity = layers.identityAllows
    let boundary = layers.boundaryAllows
    let session = layers.sessionAllows
    if ["service", "federated", "anonymous"].contains(who.kind) {
      return d && (request.action != "sqs:AddPermission" || choose("semantics:sqs-administration"))
    }
    if who.kind == "root", request.action == "sts:AssumeRole" { return false }
    guard isSameAccount else {
      if isOtherPartition || Self.closedToOtherAccounts.contains(request.action) { return false }
      if who.kind == "root" { return (d || a) && session }
      return (d || r || a) && identity && boundary && session
    }
    let isStrict = World.trustActions.contains(request.action) || isKeyAction
    switch (who.kind, isStrict) {
    case ("user", false): return d || identity && boundary
    case ("user", true): return d || a && identity && boundary
    case ("root", false): return session
    case ("root", true): return d || a
    case (_, false): return d || (identity || r) && boundary && session
    default: return d || r && boundary && session || a && identity && boundary && session
    }
  }

  /// Of what the worlds call, that which no policy can grant to another account.
  private static let closedToOtherAccounts = ["sqs:AddPermission", "kms:DisableKey", "s3:DeleteBucketPolicy"]

  private var isKeyAction: Bool {
    guard request.action.hasPrefix("kms:"), case .arn(let arn) = request.resource else { return false }
    let fields = NaiveText.fields(arn)
    return fields.count == 6 && fields[5].hasPrefix("key/")
  }

  private var isOtherPartition: Bool {
    guard case .arn(let arn) = request.resource, arn != "*" else { return false }
    return NaiveText.fields(arn)[1] != who.partition
  }
}

/// What each layer says, with the answers of layers that do not apply.
struct NaiveLayers {
  var identityAllows = true
  var boundaryAllows = true
  var sessionAllows = true
  var scpAllows = true
  var endpointAllows = true
  var resource = NaiveVerdict()
  var denies: Set<Layer> = []

  mutating func note(_ verdict: NaiveVerdict, _ layer: Layer) {
    if verdict.denies { denies.insert(layer) }
  }
}
