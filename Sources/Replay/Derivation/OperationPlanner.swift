import AWSCatalog
import AuditStore
import JSON

/// Makes plans from the catalog and the tables.
struct OperationPlanner {
  private var resolver: ActionResolver
  private let types: TypePlanner
  private let contextKeys = ContextKeyTable()
  private let passRole: PassRoleTable
  private let apiGateway: JSONValue

  init(tables: DerivationTables, rules: ResourceRules) {
    resolver = ActionResolver(tables: tables)
    types = TypePlanner(tables: tables, rules: rules)
    passRole = PassRoleTable(tables.passRole)
    apiGateway = tables.apiGateway
  }

  /// The plan of an operation; nil when no service knows it.
  mutating func plan(source: String, name: String, _ names: inout ParameterNames) -> OperationPlan? {
    if source.hasPrefix("apigateway."), let plan = paths(name, &names) { return plan }
    let checks = resolver.checks(source: source, name: name)
    guard let first = checks.first else { return nil }
    var slots = ParameterSlots()
    return OperationPlan(
      checks: prepared(checks, operation: name, &slots, &names), slots: slots,
      passRole: passRole(first.action, source: source, &names),
      tagging: tagging(first.action, checks.map(\.action)),
      dependentActions: dependents(checks.map(\.action)))
  }

  private mutating func prepared(
    _ checks: [DerivationTables.Check], operation name: String, _ slots: inout ParameterSlots,
    _ names: inout ParameterNames
  ) -> [OperationPlan.Check] {
    var prepared: [OperationPlan.Check] = []
    let isCopy = checks.contains { $0.resource == "copysource" }
    for check in checks {
      let source: OperationPlan.ResourceSource =
        switch check.resource {
        case nil: .own
        case "copysource": .copySource
        case "copysourcebucket": .copySourceBucket
        case "src": Self.key("sourcekeyid", beside: "destinationkeyid", &slots, &names)
        case "dst": Self.key("destinationkeyid", beside: "sourcekeyid", &slots, &names)
        case let given? where given.contains("@"): .own
        case "federated": .federatedUser
        case "profiled": .profiledModel(slot: slots.slot([names.normalizedNumber("modelid")]))
        default: .unknown
        }
      prepared.append(
        self.check(
          check.action, operation: name, when: check.when, from: source, given: check.resource,
          isCopyTarget: isCopy && check.resource == nil, &slots, &names))
    }
    return prepared
  }

  private static func key(
    _ parameter: String, beside other: String, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> OperationPlan.ResourceSource {
    .key(
      slot: slots.slot([names.normalizedNumber(parameter)]),
      other: slots.slot([names.normalizedNumber(other)]))
  }

  /// The plan of a single action, with the capitals of the catalog; nil when there is no such action.
  mutating func plan(action: String, _ names: inout ParameterNames) -> OperationPlan? {
    guard let (prefix, known) = catalogued(action) else { return nil }
    var slots = ParameterSlots()
    let check = check(
      "\(prefix):\(known.name)", operation: known.name, when: "", from: .own, &slots, &names)
    return OperationPlan(checks: [check], slots: slots)
  }

  /// The catalog's entry for an action in any case, with its service; nil when there is none.
  private mutating func catalogued(_ action: String) -> (prefix: String, action: ServiceCatalog.Action)? {
    let parts = action.split(separator: ":", maxSplits: 1).map { $0.lowercased() }
    guard parts.count == 2 else { return nil }
    return resolver.catalog.service(parts[0])?.actions[parts[1]].map { (parts[0], $0) }
  }

  /// What the service may check beside these actions.
  ///
  /// Passed roles and tags are looked for in the parameters, and the uses of keys have events of their own.
  private mutating func dependents(_ actions: [String]) -> [RequestPart] {
    var found: [String] = []
    for action in actions {
      for dependent in catalogued(action)?.action.dependentActions ?? [] {
        if dependent == "iam:PassRole" || dependent.hasPrefix("kms:") || dependent.contains("Tag") {
          continue
        }
        if !actions.contains(dependent), !found.contains(dependent) { found.append(dependent) }
      }
    }
    return found.map { RequestPart(Array($0.utf8)) }
  }

  private mutating func passRole(
    _ action: String, source: String, _ names: inout ParameterNames
  ) -> PassRolePlan? {
    let known = catalogued(action)?.action
    return passRole.plan(
      action: action, dependsOnRole: known?.dependentActions.contains("iam:PassRole") ?? false,
      isReading: known.map { $0.accessLevel == .read || $0.accessLevel == .list } ?? true, source: source,
      &names)
  }

  private mutating func check(
    _ action: String, operation: String, when: String, from source: OperationPlan.ResourceSource,
    given: String? = nil, isCopyTarget: Bool = false, _ slots: inout ParameterSlots,
    _ names: inout ParameterNames
  ) -> OperationPlan.Check {
    let name = action.drop { $0 != ":" }.dropFirst()
    let prefix = String(action.prefix { $0 != ":" })
    var planned: [TypePlan.Draft] = []
    if let service = resolver.catalog.service(prefix) {
      planned = types.types(of: action, operation: operation, service, &slots, &names)
    }
    let isGiven = given?.contains("@") ?? false
    if let given, isGiven { planned = Self.types(planned, given, &slots, &names) }
    for index in planned.indices where planned[index].pathSlot != nil {
      planned[index].isRootPathCertain = Self.makes(planned[index].name, String(name))
    }
    var (absent, pattern) = types.absent(action)
    if let pattern, absent == .template {
      var type = TypePlan.Draft("", pattern, isRequired: false)
      type.state = .listwild
      type.placeholders = pattern.placeholders.map { _ in
        TypePlan.Placeholder(slot: slots.slot([]), rule: .asItIs, isMinted: true)
      }
      planned.append(type)
    } else if absent == .template {
      absent = .unknown
    }
    return OperationPlan.Check(
      action: RequestPart(Array(action.utf8)), condition: CheckCondition(when, &names), source: source,
      isList: ["List", "Describe", "Get", "Search", "BatchGet"].contains { name.hasPrefix($0) },
      types: planned.map { TypePlan($0) }, takesFirstType: Self.isAlternative(planned, prefix),
      absent: absent,
      typeSlot: types.typeParameter(action).map {
        slots.slot([names.normalizedNumber(ParameterNames.normalized($0))])
      },
      idSlot: TypePlanner.takesIDs(action) ? slots.slot([names.normalizedNumber(TypePlanner.anyID)]) : nil,
      bucketSlot: prefix == "s3" ? Self.bucketSlot(planned, &slots, &names) : nil,
      templateSlot: Self.templated.contains(action)
        ? slots.slot(["launchtemplate", "launchtemplateconfigs"].map { names.normalizedNumber($0) }) : nil,
      isCopyTarget: isCopyTarget, isGiven: isGiven && !planned.contains { $0.placeholders.isEmpty },
      context: context(
        action, of: operation, on: planned.map(\.name), &slots, &names))
  }

  /// Whether an action of IAM makes an entity of a type, and so takes its path: `CreateUser`, not `CreateAccessKey`.
  ///
  /// IAM API Reference, `CreateUser` and its like: a path that is not given is `/`.
  private static func makes(_ type: String, _ action: String) -> Bool {
    let noun = type == "mfa" ? "virtualmfadevice" : type.filter { $0 != "-" }
    return ["create\(noun)", "upload\(noun)"].contains(action.lowercased())
  }

  /// The type that a check is given on, as `type@parameter`, filled by that parameter alone.
  ///
  /// With `=name` behind it, it is filled by that name where the call does not send the parameter, and with `/parameter` with
  /// the IAM path of that one. A type without a parameter behind the `@` is one whose ARN has no part to fill.
  private static func types(
    _ types: [TypePlan.Draft], _ given: String, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> [TypePlan.Draft] {
    let parts = given.split { $0 == "@" || $0 == "=" }.map(String.init)
    guard parts.count > 1 else { return types.filter { $0.name == parts.first && $0.placeholders.isEmpty } }
    let named = parts[1].split(separator: "/").map {
      slots.slot([names.normalizedNumber(ParameterNames.normalized(String($0)))])
    }
    guard let slot = named.first else { return [] }
    return types.filter { $0.name == parts[0] && $0.placeholders.count == 1 }.map { type in
      var type = type
      type.placeholders[0].slot = slot
      type.placeholders[0].standard = parts.count > 2 ? Array(parts[2].utf8) : []
      type.isCreated = false
      if named.count > 1 { type.pathSlot = named.last }
      return type
    }
  }

  private static func bucketSlot(
    _ types: [TypePlan.Draft], _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> Int? {
    guard types.contains(where: { $0.name == "object" || $0.name == "bucket" }) else { return nil }
    return slots.slot(["bucketname", "bucket"].map { names.normalizedNumber($0) })
  }

  /// Whether an action's types stand for one resource in several forms.
  private static func isAlternative(_ types: [TypePlan.Draft], _ service: String) -> Bool {
    service == "s3" || (service == "lambda" && !types.contains { $0.isRequired })
  }

  /// Actions whose launch template may hold tags for what they make.
  private static let templated: Set<String> = ["ec2:RunInstances", "ec2:CreateFleet", "ec2:RequestSpotFleet"]

  /// Operations whose objects may have been given properties that the record does not show as headers: parts of an
  /// upload, which are checked for what the call that began the upload said, and uploads by a form, which say it in
  /// fields.
  ///
  /// Amazon S3 User Guide, "Uploading and copying objects using multipart upload"; Amazon S3 API Reference,
  /// "POST Object".
  private static let withoutHeaders: Set<String> = [
    "UploadPart", "UploadPartCopy", "CompleteMultipartUpload", "PostObject",
  ]

  /// Whether a call may have set a key that no header of its own names.
  private static func isSetElsewhere(_ key: String, _ operation: String) -> Bool {
    let isOfTags = key == "s3:requestobjecttagkeys"
    // A copy takes the tags of its source where it is not told to replace them.
    if isOfTags, operation == "CopyObject" { return true }
    guard withoutHeaders.contains(operation) else { return false }
    return isOfTags || key.hasPrefix("s3:object-lock-")
      || (key.hasPrefix("s3:x-amz-") && key != "s3:x-amz-copy-source" && key != "s3:x-amz-metadata-directive")
  }

  /// Operations of STS that may show the code of an MFA device, and the actions that are checked with them.
  private static let showingDevice: Set<String> = [
    "AssumeRole", "GetSessionToken", "TagSession", "SetSourceIdentity",
  ]

  private mutating func context(
    _ action: String, of operation: String, on types: [String], _ slots: inout ParameterSlots,
    _ names: inout ParameterNames
  ) -> ContextPlan {
    let known = catalogued(action)?.action
    let isListed = types.allSatisfy { known?.resourceTypes.contains($0) ?? false }
    var plan = ContextPlan()
    plan.takesSignature = action.hasPrefix("s3:")
    if action == "sts:AssumeRoleWithWebIdentity" { plan.token = .webIdentity }
    if action.hasPrefix("sts:"), operation == "AssumeRoleWithSAML" { plan.token = .assertion }
    if action.hasPrefix("sts:"), Self.showingDevice.contains(operation) {
      plan.deviceSlot = slots.slot([names.normalizedNumber("serialnumber")])
    }
    for row in contextKeys.rows(of: action) {
      if row.flags.contains("e") {
        plan.takesEncryptionContext = true
        continue
      }
      guard var key = key(row, of: operation, &slots, &names) else { continue }
      if isListed, types.count <= UInt128.bitWidth, let carrying = known?.types(carrying: row.key) {
        key.types = types.indices.reduce(0) { carrying.contains(types[$1]) ? $0 | 1 << $1 : $0 }
        key.otherTypes = types.indices.reduce(0) { Self.isOfOther(row.key, types[$1]) ? $0 | 1 << $1 : $0 }
      }
      plan.add(row.key, key)
    }
    return plan
  }

  /// Whether a key of a call that makes a volume is, on the snapshot that it is made from, that of the snapshot.
  ///
  /// Amazon EC2 User Guide, "Condition keys for Amazon EC2".
  private static func isOfOther(_ key: String, _ type: String) -> Bool {
    type == "snapshot" && (key == "ec2:encrypted" || key == "ec2:volumesize")
  }

  private func key(
    _ row: ContextKeyTable.Row, of operation: String, _ slots: inout ParameterSlots,
    _ names: inout ParameterNames
  ) -> ContextPlan.Key? {
    let read = row.parameter.split(separator: "+").map {
      slots.slot([names.normalizedNumber(ParameterNames.normalized(String($0)))])
    }
    guard let first = read.first, let last = read.last else { return nil }
    let source: ContextPlan.Key.Source =
      if row.flags.contains("l") {
        .alias(first)
      } else if row.flags.contains("g") {
        .guardrail(first, version: last)
      } else if row.flags.contains("m"), read.count == 3 {
        .constraint(first, equals: read[1], subset: last)
      } else if row.flags.contains("c") {
        .cluster(first)
      } else if row.flags.contains("f") {
        .function(first)
      } else if row.flags.contains("t") {
        .objectTags(
          first,
          directive: operation == "CopyObject"
            ? slots.slot([names.normalizedNumber("xamztaggingdirective")]) : nil)
      } else {
        read.count > 1 ? .both(first, last) : .slot(first)
      }
    var key = ContextPlan.Key(
      source, isMultivalued: ConditionKeys.isMultivalued(row.key),
      isAbsentWhenMissing: row.flags.contains("a") && !Self.isSetElsewhere(row.key, operation))
    key.form = row.flags.compactMap { ContextPlan.Key.Form(rawValue: $0) }.first ?? .asItIs
    if row.parameter.hasPrefix("x-amz-") {
      key.header = names.normalizedNumber(ParameterNames.normalized(row.parameter))
    }
    key.isHeldBySession = row.flags.contains("h")
    return key
  }

  /// The action that is checked as well when a call that makes something gives it tags.
  private mutating func tagging(_ action: String, _ own: [String]) -> TaggingPlan? {
    let name = action.drop { $0 != ":" }.dropFirst()
    let verbs = [
      "Create", "Run", "Allocate", "Import", "Register", "Copy", "Request", "Restore", "Put", "Start",
    ]
    guard verbs.contains(where: { name.hasPrefix($0) }), !name.contains("Tag") else { return nil }
    let prefix = String(action.prefix { $0 != ":" })
    // S3 tags objects by a header, which has actions of its own, and jobs by another action.
    guard prefix != "s3" || (name.hasPrefix("Create") && name != "CreateJob"),
      let service = resolver.catalog.service(prefix)
    else { return nil }
    let candidates = [
      "TagResource", "CreateTags", "AddTagsToResource", "AddTags", "TagQueue", "Tag\(name.dropFirst(6))",
    ]
    for candidate in candidates {
      guard let known = service.actions[candidate.lowercased()] else { continue }
      let tagging = "\(prefix):\(known.name)"
      guard !own.contains(tagging) else { return nil }
      return TaggingPlan(
        action: tagging, operation: String(name), made: prefix == "ec2" ? Self.made(known, service) : [:])
    }
    return nil
  }

  /// The patterns of the types of an action.
  private static func made(
    _ action: ServiceCatalog.Action, _ service: ServiceCatalog.Service
  ) -> [String: ARNTemplate] {
    var made: [String: ARNTemplate] = [:]
    for type in action.resourceTypes {
      made[type] = service.resourceTypes[type].flatMap { ARNTemplate($0.arnPattern) }
    }
    return made
  }

  /// API Gateway checks the HTTP verb on the path of a call, and some actions of their own beside it.
  private mutating func paths(_ name: String, _ names: inout ParameterNames) -> OperationPlan? {
    guard let forms = apiGateway[name]?.array, !forms.isEmpty else { return nil }
    var slots = ParameterSlots()
    var checks: [OperationPlan.Check] = []
    for form in forms {
      let parts = (form.array ?? []).compactMap { $0.string }
      guard parts.count > 1,
        let template = ARNTemplate(
          "arn:${Partition}:apigateway:${Region}::"
            + parts[1].split(separator: "{", omittingEmptySubsequences: false)
            .joined(separator: "${"))
      else { continue }
      let placeholders = template.placeholders.map { placeholder in
        TypePlan.Placeholder(
          slot: slots.slot([names.normalizedNumber(ParameterNames.normalized(placeholder))]),
          rule: parts[1].hasPrefix("/tags/") ? .inPath : .asItIs, isMinted: false)
      }
      var type = TypePlan.Draft(parts[1], template, isRequired: true)
      type.placeholders = placeholders
      checks.append(
        OperationPlan.Check(
          action: RequestPart(Array("apigateway:\(parts[0])".utf8)),
          condition: CheckCondition(parts.count > 2 ? parts[2] : "", &names),
          types: [TypePlan(type)],
          takesFirstType: true))
    }
    let more = prepared(
      resolver.tables.operations["apigateway"]?[name] ?? [], operation: name, &slots, &names)
    return OperationPlan(
      checks: checks + more, slots: slots, formCount: checks.count,
      passRole: passRole.plan(
        action: "apigateway:\(name)", dependsOnRole: false, isReading: true,
        source: "apigateway.amazonaws.com", &names))
  }
}
