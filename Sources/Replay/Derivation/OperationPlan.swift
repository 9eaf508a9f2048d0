import AuditStore

/// Everything about an operation that can be prepared once: its checks, their conditions and resource types; a class, so
/// that an event that uses it copies nothing of it.
final class OperationPlan {
  let checks: [Check]
  var slots: ParameterSlots
  /// How many of the checks, from the first, are forms of one, of which only one is made: paths of API Gateway.
  let formCount: Int
  /// The role that the operation hands on, when it does.
  let passRole: PassRolePlan?
  /// The check of a tagging action, for an operation that may set tags.
  let tagging: TaggingPlan?
  /// The actions that the service may check as well, beside those of roles, tags and keys.
  let dependentActions: [RequestPart]
  /// Whether nothing but the operation decides its requests: no parameters and no resources are looked at.
  let isConstant: Bool

  /// Whether one of the checks looks at KMS encryption context.
  let takesEncryptionContext: Bool
  /// The kind of token that one of the checks looks at, if one does.
  let token: FederatedToken?
  /// Whether one of the checks looks at how the call was signed.
  let takesSignature: Bool

  init(
    checks: [Check], slots: ParameterSlots, formCount: Int = 0, passRole: PassRolePlan? = nil,
    tagging: TaggingPlan? = nil, dependentActions: [RequestPart] = []
  ) {
    self.checks = checks
    self.slots = slots
    self.formCount = formCount
    self.passRole = passRole
    self.tagging = tagging
    self.dependentActions = dependentActions
    takesSignature = checks.contains { $0.context.takesSignature }
    token = checks.lazy.compactMap { $0.context.token }.first
    takesEncryptionContext = checks.contains { $0.context.takesEncryptionContext }
    isConstant =
      passRole == nil && tagging == nil
      && checks.allSatisfy { check in
        check.types.isEmpty && !check.condition.needsParameters && check.context.keys.isEmpty
          && check.context.deviceSlot == nil && check.absent != .callerUser
      }
  }
}

extension OperationPlan {
  /// One check of the operation; a class like the plan.
  final class Check {
    let action: RequestPart
    let condition: CheckCondition
    /// Where the resource of the check stands when it is not the action's own.
    let source: ResourceSource
    /// Whether the action lists or describes, so that it may be asked of everything at once.
    let isList: Bool
    let types: [TypePlan]
    /// Whether the types are alternatives, so that the first that is found is the one.
    let takesFirstType: Bool
    /// What the check is on when no parameter names a resource.
    let absent: AbsentResource
    /// The slot whose value names the type.
    let typeSlot: Int?
    /// The slot of ids of EC2, each of which says of what type it is.
    let idSlot: Int?
    /// The slot of an S3 bucket, in whose place an access point may be named.
    let bucketSlot: Int?
    /// The slot of a launch template, which may hold what the record does not show.
    let templateSlot: Int?
    let context: ContextPlan
    /// Whether the context of a request hangs on the type of its resource.
    let differsByType: Bool
    /// The types of which the service uses one where none is named.
    let chosen: [ChosenTypes.Group]
    /// For each type whether it may be checked beside others though the call does not name it.
    let isBeside: [Bool]
    /// The types that need not be there and of which a parameter may name the last part alone.
    let partTypes: [Int]
    /// For each type the indices of those in whose place it may be named.
    let alternatives: [[Int]]
    /// Whether it may be on what a call means by a name that is not in its ARN.
    let takesNames: Bool
    /// Whether it is on more resources than a call need name.
    let hasMinimum: Bool
    /// The type that is an index of a table, when the action reads either the one or the other.
    let indexType: Int?
    /// Whether each tag of the call names what it is on.
    let isNamedByTags: Bool
    /// Whether the action makes a bucket, which is then the caller's account's.
    let makesBucket: Bool
    /// Whether it is on what a copy makes, so that the copy's source is not its resource.
    let isCopyTarget: Bool
    /// Whether its resource stands in one parameter, beside others of its type in other parameters.
    let isGiven: Bool

    init(
      action: RequestPart, condition: CheckCondition, source: ResourceSource = .own, isList: Bool = false,
      types: [TypePlan], takesFirstType: Bool, absent: AbsentResource = .unknown, typeSlot: Int? = nil,
      idSlot: Int? = nil, bucketSlot: Int? = nil, templateSlot: Int? = nil, isCopyTarget: Bool = false,
      isGiven: Bool = false,
      context: ContextPlan = ContextPlan()
    ) {
      self.action = action
      self.condition = condition
      self.source = source
      self.isList = isList
      self.types = types
      self.takesFirstType = takesFirstType
      self.absent = absent
      self.typeSlot = typeSlot
      self.idSlot = idSlot
      self.bucketSlot = bucketSlot
      self.templateSlot = templateSlot
      self.isCopyTarget = isCopyTarget
      self.isGiven = isGiven
      self.context = context
      differsByType = context.differsByType
      let name = String(decoding: action.text, as: UTF8.self)
      let chosen = isGiven ? [] : ChosenTypes.groups(name, types)
      self.chosen = chosen
      let namesOne = AlternativeTypes.namesOne(name)
      isBeside = types.indices.map { index in
        types[index].isRequired && types[index].minimumCount == 0 && !namesOne
          && !chosen.contains { $0.types.contains(index) }
      }
      partTypes =
        isGiven || takesFirstType || namesOne
        ? [] : types.indices.filter { !types[$0].isRequired && types[$0].placeholders.count > 1 }
      alternatives = types.indices.map { AlternativeTypes.indices(of: $0, name, types) }
      takesNames = types.contains { $0.nameSlot != nil }
      hasMinimum = types.contains { $0.minimumCount > 0 }
      let reads = ["dynamodb:Query", "dynamodb:Scan"].contains { action.text.elementsEqual($0.utf8) }
      indexType = reads ? types.firstIndex { $0.isIndex } : nil
      isNamedByTags = ["autoscaling:CreateOrUpdateTags", "autoscaling:DeleteTags"].contains(name)
      makesBucket = action.text.elementsEqual("s3:CreateBucket".utf8)
    }
  }

  /// Where the resource of a check stands.
  enum ResourceSource {
    /// In the action's own parameters.
    case own
    /// In the header that names the source of a copy.
    case copySource
    /// The directory bucket in the header that names the source of a copy.
    case copySourceBucket
    /// In the parameter of this slot, a KMS key, beside another one in the parameter of the other slot.
    case key(slot: Int, other: Int)
    /// Behind the inference profile in the parameter of this slot: a model.
    case profiledModel(slot: Int)
    /// The session of a federated user.
    case federatedUser
    /// Nowhere.
    case unknown
  }

  /// What a check is on when no parameter names a resource.
  enum AbsentResource: Equatable {
    case unknown
    case star
    /// The caller's own user.
    case callerUser
    /// The caller's own user whatever the parameters say.
    case alwaysCallerUser
    /// An ARN with everything in it.
    case template
    /// One of the type that goes by the id of something within it.
    case any
  }
}

/// A resource type of an action, with the parameter slots that fill its placeholders; a class like `OperationPlan`.
final class TypePlan {
  /// A placeholder of the template.
  struct Placeholder {
    var slot: Int
    var rule: ValueRule
    /// Whether the part is made by the service, so that no parameter holds it.
    var isMinted: Bool
    /// What the service takes where the call names none, as AWS documents it; empty where it takes none.
    var standard: [UInt8] = []
  }

  /// The value of a parameter that says that a named resource is of this type.
  struct Choice {
    var slot: Int
    var value: [UInt8]
    /// Whether a call without the parameter means this type.
    var isDefault: Bool
  }

  /// The version or alias of a Lambda function.
  struct Qualifier {
    /// The slot of the parameter that holds it when the name does not.
    var slot: Int
    /// Whether the action is known to be checked on the ARN with it.
    var isCertain: Bool
  }

  /// What of the service's answer names the resource.
  enum Answer: String {
    /// The ARN of the secret that the call names.
    case secret
    /// The task that deletes a service-linked role, whose id holds the role's path.
    case deletionTask
  }

  /// The parts of a plan while it is made.
  struct Draft {
    let name: String
    let template: ARNTemplate
    let isRequired: Bool
    var placeholders: [Placeholder] = []
    var isCreated = false
    var state = ResourceState.exact
    var pathSlot: Int?
    var ownerSlot: Int?
    var hasDefaultOwner = true
    var homeSlot: Int?
    var isOwnersOnly = false
    var isRootPathCertain = false
    var shapes: [[UInt8]] = []
    var isTold = false
    var choice: Choice?
    var minimumCount = 0
    var tail: [UInt8] = []
    var qualifier: Qualifier?
    var isUnqualified = false
    var holdsNamed = false
    var answer: Answer?
    var arnSlot: Int?
    var nameSlot: Int?

    init(_ name: String, _ template: ARNTemplate, isRequired: Bool) {
      self.name = name
      self.template = template
      self.isRequired = isRequired
    }
  }

  let name: String
  let template: ARNTemplate
  /// Whether the action always has a resource of this type.
  let isRequired: Bool
  let placeholders: [Placeholder]
  /// Whether one of the placeholders is made by the service.
  let hasMinted: Bool
  /// Whether the call makes the resource, so that IAM saw `*` for its id.
  let isCreated: Bool
  /// Whether the action's name says that it is on a resource of this type.
  let isTold: Bool
  /// The slot of a name that its ARN does not hold, by which a call may mean it; nil for types without one.
  let nameSlot: Int?
  /// Whether a call names one by its name or by its id alone, and no other beside it.
  let hasOneName: Bool
  /// What says that a name is of this type; nil when it needs no saying.
  let choice: Choice?
  /// How many resources of the type a call is checked on at least, whether it names them or not.
  let minimumCount: Int
  /// Whether the pattern leaves a part open that no parameter fills.
  let isOpen: Bool
  /// How far a filled ARN can be trusted.
  let state: ResourceState
  /// The slot of an IAM path; nil for types without one.
  let pathSlot: Int?
  /// The slot of the parameter that names the owner's account; nil for types without one.
  let ownerSlot: Int?
  /// Whether it is the caller's account's where no parameter names the owner.
  let hasDefaultOwner: Bool
  /// The slot of a parameter whose ARN tells where the resource is, though its own ARN does not hold it; nil for
  /// types without one.
  let homeSlot: Int?
  /// Whether a call that makes it without a path puts it in the root path.
  let isRootPathCertain: Bool
  /// The prefixes that tell ids of this type from ids of others.
  let shapes: [[UInt8]]
  /// Whether another account may own one that a call names by its id, and the ARN holds the owner's account.
  let mayBeOthers: Bool
  /// Whether only its owner can do what the action does.
  let isOwnersOnly: Bool
  /// Whether it is a type of EC2, whose ids IAM sees as `*` when there is no such resource.
  let isOfEC2: Bool
  /// Whether Secrets Manager puts characters of its own behind the name.
  let isSecret: Bool
  /// Whether it is a parameter of Systems Manager, of which a call may name a version.
  let isParameter: Bool
  /// Whether it is a stream of a DynamoDB table, which an iterator names with `|` and more behind its ARN.
  let isStream: Bool
  /// Whether it is an index of a DynamoDB table.
  let isIndex: Bool
  /// Whether a call may name one by what its ARN does not hold.
  let mayBeUnclear: Bool
  /// What IAM sees behind the ARN that names a resource: the streams of a log group.
  let tail: [UInt8]
  /// How a Lambda function's version or alias is part of what the action is checked on; nil when it is not.
  let qualifier: Qualifier?
  /// Whether IAM sees its ARN without the version or alias that a call names.
  let isUnqualified: Bool
  /// The slots of parameters that may hold ARNs of the type.
  let namingSlots: [Int]
  /// Whether the ARN that the call names is of something within the resource: a subscription of a topic.
  let holdsNamed: Bool
  /// What of the service's answer names the resource; nil for nothing.
  let answer: Answer?
  /// Whether it is an S3 bucket or object, whose ARN leaves open whose it is.
  let isOfAnyAccount: Bool
  /// Whether its ARN holds no account or that of the call, not one that is the same for all or not known.
  let isOfCallsAccount: Bool

  init(_ draft: Draft) {
    name = draft.name
    template = draft.template
    isRequired = draft.isRequired
    placeholders = draft.placeholders
    hasMinted = draft.placeholders.contains { $0.isMinted }
    isCreated = draft.isCreated
    state = draft.state
    pathSlot = draft.pathSlot
    ownerSlot = draft.ownerSlot
    hasDefaultOwner = draft.hasDefaultOwner
    homeSlot = draft.homeSlot
    isOwnersOnly = draft.isOwnersOnly
    isRootPathCertain = draft.isRootPathCertain
    shapes = draft.shapes
    isTold = draft.isTold
    nameSlot = draft.nameSlot
    choice = draft.choice
    minimumCount = draft.minimumCount
    isOpen = template.isOpen
    isOfEC2 = template.service == "ec2"
    mayBeOthers = isOfEC2 && EC2Type.shared.contains(name)
    isSecret = template.service == "secretsmanager"
    isParameter = template.service == "ssm" && name == "parameter"
    isIndex = template.service == "dynamodb" && name == "index"
    hasOneName = template.service == "ec2" && name == "elastic-ip"
    mayBeUnclear = draft.placeholders.contains { $0.rule.mayBeUnclear }
    isStream = template.service == "dynamodb" && name == "stream"
    tail = draft.tail
    qualifier = draft.qualifier
    isUnqualified = draft.isUnqualified
    holdsNamed = draft.holdsNamed
    answer = draft.answer
    namingSlots = draft.placeholders.map(\.slot) + (draft.arnSlot.map { [$0] } ?? [])
    isOfCallsAccount = template.namesNoAccount || template.namesCallsAccount
    isOfAnyAccount = template.namesNoAccount && template.service == "s3"
  }
}
