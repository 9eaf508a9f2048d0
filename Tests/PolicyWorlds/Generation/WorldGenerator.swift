import IAMPolicy

/// Makes random worlds: first one of which everything is known, then one that hides some of its facts.
public struct WorldGenerator {
  /// The world with every fact known.
  public private(set) var truth: World
  var documents: DocumentGenerator
  /// Whether policies name a role of the caller's name at another path; the caller's path is then never hidden,
  /// for role names are unique in an account.
  let namesOtherPath: Bool

  /// Makes the world of a seed.
  public init(seed: UInt64) {
    var dice = Dice(seed: seed)
    let caller = Cast.caller(&dice)
    let operation = Self.operation(caller, &dice)
    let request = Self.request(caller, operation, &dice)
    truth = World(request: request, layers: [:])
    let context = Self.context(request, &dice)
    truth.request.context = context
    namesOtherPath = dice.chance(0.3)
    documents = DocumentGenerator(
      request: request, conditions: ConditionGenerator(truth.request, &dice),
      arns: operation.arns + Cast.objects.prefix(2),
      entries: Cast.entries(caller, namesOtherPath: namesOtherPath))
    addLayers(&dice)
  }

  private static func operation(_ caller: Caller, _ dice: inout Dice) -> Cast.Operation {
    if case .federated = caller { return Cast.federatedOperation }
    var fitting = Cast.operations + Cast.operations.filter { $0.arns != ["*"] }
    if case .root(_, isAssumed: true) = caller {
      fitting.removeAll { $0.action.hasPrefix("kms:") || World.trustActions.contains($0.action) }
    }
    if case .root = caller, dice.chance(0.15) {
      fitting = fitting.filter { $0.action == "s3:DeleteBucketPolicy" }
    }
    return dice.pick(fitting, else: Cast.federatedOperation)
  }

  private static func request(
    _ caller: Caller, _ operation: Cast.Operation, _ dice: inout Dice
  ) -> WorldRequest {
    let arn = dice.pick(operation.arns)
    let account = NaiveCaller(caller).account ?? Cast.home
    let stated = NaiveText.fields(arn).count == 6 ? NaiveText.fields(arn)[4] : ""
    let isAbroad = NaiveCaller(caller).partition == "aws-cn"
    let owner =
      isAbroad && arn != "*"
      ? (stated.isEmpty ? Cast.home : stated)
      : arn == "*" ? account : !stated.isEmpty ? stated : dice.chance(0.7) ? account : Cast.other
    let options = RequestOptions(
      principalInManagementAccount: dice.chance(0.1), resourceInManagementAccount: dice.chance(0.1),
      vpcEndpointType: dice.chance(0.5) || !operation.action.hasPrefix("s3:") ? .interface : .gateway,
      canonicalID: Cast.canonical)
    return WorldRequest(
      caller: caller, action: operation.action, resource: .arn(arn), resourceAccount: owner,
      context: WorldRequest.Context(isOpenWorld: false), options: options)
  }

  private mutating func addLayers(_ dice: inout Dice) {
    let action = truth.request.action
    let who = NaiveCaller(truth.request.caller)
    let isKey = truth.request.resource != .arn("*") && action.hasPrefix("kms:")
    let isStrict = isKey || World.trustActions.contains(action)
    add(.identity, count: dice.pick([0, 1, 1, 1, 2], else: 1), &dice)
    if action != "sts:GetSessionToken", dice.chance(0.35) { add(.boundary, count: 1, &dice) }
    if who.kind == "feduser" ? dice.chance(0.8) : dice.chance(0.3) {
      add(.session, count: dice.number(1...2), &dice)
    }
    if dice.chance(0.4) { addLevels(.scps, &dice) }
    if action != "sts:GetSessionToken", dice.chance(0.2) { addLevels(.rcps, &dice) }
    if isStrict || (truth.request.resource != .arn("*") && dice.chance(0.7)) {
      add(.resource, count: 1, &dice)
    }
    if who.kind != "federated", dice.chance(0.15) { add(.vpcEndpoint, count: 1, &dice) }
  }

  private mutating func add(_ layer: Layer, count: Int, _ dice: inout Dice) {
    truth.layers[layer] = [(0..<count).map { policy(layer, "p\($0)", &dice) }]
  }

  private mutating func addLevels(_ layer: Layer, _ dice: inout Dice) {
    truth.layers[layer] = (0..<dice.number(1...3)).map { level in
      (0..<dice.pick([1, 1, 1, 2, 2, 0], else: 1)).map { policy(layer, "l\(level)p\($0)", &dice) }
    }
  }

  func policy(_ layer: Layer, _ name: String, _ dice: inout Dice) -> WorldPolicy {
    documents.policy(layer, name, &dice)
  }

  /// Gives every key of the universe a state, but leaves what the caller implies alone most of the time.
  private static func context(_ request: WorldRequest, _ dice: inout Dice) -> WorldRequest.Context {
    var context = WorldRequest.Context(isOpenWorld: false)
    for key in KeyUniverse.keys {
      let isDerived = KeyUniverse.derived.contains(key.name.lowercased())
      let state = NaiveKeys.state(key.name, request)
      let isOpen = state == .unknown || state == .present
      if isDerived, !isOpen, !dice.chance(0.03) { continue }
      if !isOpen, !key.isAlwaysThere, dice.chance(0.3) { continue }
      context[key.name] = .known(dice.pick(key.values, else: ["x"]))
    }
    for key in ["aws:SourceOrgID", "aws:SourceOrgPaths"] where NaiveKeys.state(key, request) == .unknown {
      context[key] = .absent
    }
    return context
  }
}

extension Layer {
  /// The layer's word in dependency names.
  var caseName: String {
    switch self {
    case .scps: "scp"
    case .rcps: "rcp"
    default: rawValue
    }
  }
}
