import JSON

/// The hand-kept tables: what the service reference does not say about events.
struct DerivationTables {
  /// One check that an operation makes.
  struct Check {
    var action: String
    /// The condition on the request's parameters; empty for always.
    var when: String
    /// What the check is made on, when it is not the action's own resource.
    var resource: String?
  }

  /// Checks by service prefix and event name.
  private(set) var operations: [String: [String: [Check]]] = [:]
  /// The operations that no policy can deny.
  let permissionless: Permissionless
  /// Service prefixes by event source without its domain.
  private(set) var eventSources: [String: [String]] = [:]
  let resourceRules: JSONValue
  /// API Gateway's verbs and paths by operation.
  let apiGateway: JSONValue
  let passRole: JSONValue
  let errors: JSONValue
  /// Error classes by lower-case code without `exception`, `fault` or `error` at its end.
  private(set) var errorClasses: [String: String] = [:]
  /// The words, beside those of `AccessDeniedMessage`, in which services say that a policy denied; what they begin
  /// with where a `*` stands at the end.
  private(set) var policyMessages: [String] = []

  init() {
    let bytes = unsafe Array(
      UnsafeBufferPointer(start: Self.json.utf8Start, count: Self.json.utf8CodeUnitCount))
    let options = JSONReader.Options(tracksPositions: false)
    let value = (try? JSONReader.parse(bytes, options: options)) ?? JSONValue(.null)
    resourceRules = value["resourceRules"] ?? JSONValue(.null)
    apiGateway = value["apiGateway"] ?? JSONValue(.null)
    passRole = value["passRole"] ?? JSONValue(.null)
    errors = value["errors"] ?? JSONValue(.null)
    permissionless = Permissionless(value["permissionless"])
    for member in value["eventSources"]?.object ?? [] {
      eventSources[member.name] = (member.value.array ?? []).compactMap { $0.string }
    }
    for service in value["operations"]?.object ?? [] {
      for operation in service.value.object ?? [] {
        operations[service.name, default: [:]][operation.name] = (operation.value.array ?? []).compactMap(
          Self.check)
      }
    }
    readErrors()
  }

  private static func check(_ value: JSONValue) -> Check? {
    if let action = value.string { return Check(action: action, when: "", resource: nil) }
    guard let action = value["a"]?.string else { return nil }
    return Check(action: action, when: value["w"]?.string ?? "", resource: value["r"]?.string)
  }

  private mutating func readErrors() {
    for entry in errors["classes"]?.object ?? [] {
      for code in entry.value["codes"]?.array ?? [] {
        if let code = code.string { errorClasses[Self.normalized(code)] = entry.name }
      }
    }
    policyMessages = (errors["policy_messages"]?.array ?? []).compactMap { $0.string }
  }

  /// An error code without its side, its ending and its capitals.
  static func normalized(_ code: String) -> String {
    var text = code.lowercased()[...]
    for prefix in ["client.", "server."] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
    for suffix in ["exception", "fault", "error"] where text.hasSuffix(suffix) && text.count > suffix.count {
      return String(text.dropLast(suffix.count))
    }
    return String(text)
  }
}

/// The rules that turn parameters into ARNs, ready for use.
struct ResourceRules {
  /// Parameters that hide ARNs of other things, or nothing.
  let ignoredParameters: Set<String>
  /// Parameter names that only wrap what matters.
  let wrappers: Set<String>
  /// Parameters of free text: an ARN in them need not be of what the call is about.
  let proseParameters: Set<String>
  /// EC2 id prefixes, longest first, with the type they belong to.
  let ec2Prefixes: [(String, String)]
  /// The words before a name in IAM's messages, with the type they mean.
  let messageWords: [(word: [UInt8], type: [UInt8])]

  init(_ rules: JSONValue) {
    ignoredParameters = Self.names(rules["ignore_params"])
    wrappers = Self.names(rules["wrap_names"])
    proseParameters = Self.names(rules["prose_params"])
    ec2Prefixes = Self.pairs(rules["ec2_id_prefix"]).sorted { $0.0.count > $1.0.count }
    messageWords = Self.pairs(rules["message_resource_words"]).map {
      (Array("\($0.0) ".utf8), Array($0.1.utf8))
    }
  }

  private static func names(_ value: JSONValue?) -> Set<String> {
    Set((value?.array ?? []).compactMap { $0.string.map { ParameterNames.normalized($0) } })
  }

  private static func pairs(_ value: JSONValue?) -> [(String, String)] {
    (value?.object ?? []).compactMap { member in member.value.string.map { (member.name, $0) } }
  }
}
