public import IAMPolicy
import JSON

/// A `TARGET=FILE` argument that is not understood.
public struct ChangeArgumentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The argument as typed.
  public var argument = ""
  /// What is wrong, as a fragment without a final period.
  public var message: String

  /// What is wrong, behind the argument.
  public var description: String { argument.isEmpty ? message : "`\(argument)`: \(message)" }
}

/// One proposed change of a policy: what it targets, and the new text or its removal.
public struct PolicyChange: Sendable, Equatable {
  /// What a change replaces, attaches or removes.
  public enum Target: Sendable, Equatable {
    /// An SCP by name at a root, OU or account id; node `*` is wherever it is attached now.
    case scp(name: String, node: String)
    /// The same for an RCP.
    case rcp(name: String, node: String)
    /// The permissions boundary of a user or role.
    case boundary(arn: String)
    /// An inline policy of a user, group or role.
    case identity(arn: String, name: String)
    /// The default version of a managed policy.
    case managed(arn: String)
    /// A resource-based policy; for a role its trust policy.
    case resource(arn: String)
    /// The policy of a VPC endpoint.
    case vpcEndpoint(id: String)
  }

  /// What is changed.
  public var target: Target
  /// The argument as typed, for messages and reports.
  public var argument: String
  /// The file with the new text; nil for a removal.
  public var file: String?
  /// The new policy; nil for a removal.
  public var policy: AttachedPolicy?
  /// What the parser says of the new text, which AWS would store.
  var warnings: [PolicyFinding] = []
  /// Whether a folder brings it, and a snapshot that is complete there shows that nothing has stood at its target.
  var isNew = false
  /// Whether it was given as `TARGET=FILE`.
  private(set) var isTyped = false

  /// The target as typed.
  public private(set) var targetText: String

  /// Whether a removal is asked for.
  public var isRemoval: Bool { policy == nil }

  /// Makes a change from its parts.
  init(
    target: Target, argument: String, file: String?, policy: AttachedPolicy?, warnings: [PolicyFinding] = []
  ) {
    self.target = target
    self.argument = argument
    targetText = target.text
    self.file = file
    var own = policy
    own?.change = targetText
    self.policy = own
    self.warnings = warnings
  }

  /// Reads a `TARGET=FILE` argument and the file it names.
  ///
  /// - Throws: `ChangeArgumentError` for a target that is not understood; `SnapshotError` for a file that
  ///   cannot be read, or a policy that AWS would refuse, with the position of the first error in the file.
  public init(argument: String, files: InputFiles = InputFiles()) throws {
    guard let (targetText, file) = Self.parts(of: argument, files) else {
      throw ChangeArgumentError(
        argument: argument, message: "it must have the form TARGET=FILE, such as scp:NAME@NODE=FILE")
    }
    self.argument = argument
    self.targetText = targetText
    isTyped = true
    do throws(ChangeArgumentError) {
      target = try Self.target(targetText)
    } catch {
      throw ChangeArgumentError(argument: argument, message: error.message)
    }
    guard file != "-" else { return }
    self.file = file
    (policy, warnings) = try Self.policy(try files.read(file), file, for: target, as: targetText)
  }

  /// Reads several arguments.
  ///
  /// - Throws: as for one; `ChangeArgumentError` for a target that two of them have, of which one would be lost.
  public static func changes(
    arguments: [String], files: InputFiles = InputFiles()
  ) throws -> [PolicyChange] {
    var changes: [PolicyChange] = []
    for argument in arguments {
      let change = try PolicyChange(argument: argument, files: files)
      if let other = changes.first(where: { $0.target == change.target }) {
        throw ChangeArgumentError(
          argument: argument, message: "`\(other.argument)` changes the same target")
      }
      changes.append(change)
    }
    return changes
  }

  /// Makes a change of a target to a document, which is read as if it stood in a file.
  ///
  /// - Throws: `SnapshotError` for a policy that AWS would refuse.
  init(target: Target, document: PolicyDocument) throws(SnapshotError) {
    self.target = target
    targetText = target.text
    argument = "\(targetText)=(suggested)"
    (policy, warnings) = try Self.policy(
      Array(document.json.text().utf8), nil, for: target, as: targetText)
  }

  /// The argument cut at the last `=` behind which a file or `-` stands, else at the last: names of policies and of
  /// files may both hold one.
  private static func parts(of argument: String, _ files: InputFiles) -> (target: String, file: String)? {
    let cuts = argument.indices.reversed().filter { argument[$0] == "=" && $0 != argument.startIndex }
    let parts = cuts.map { (String(argument[..<$0]), String(argument[argument.index(after: $0)...])) }
    return parts.first { $0.1 == "-" || files.exists($0.1) } ?? parts.first
  }

  private static func target(_ text: String) throws(ChangeArgumentError) -> Target {
    guard let colon = text.firstIndex(of: ":") else { throw unknown(text) }
    let rest = String(text[text.index(after: colon)...])
    switch text[..<colon] {
    case "scp":
      let (name, node) = try attachment(rest, in: text)
      return .scp(name: name, node: node)
    case "rcp":
      let (name, node) = try attachment(rest, in: text)
      return .rcp(name: name, node: node)
    case "boundary": return .boundary(arn: try arn(rest))
    case "identity":
      guard let slash = rest.lastIndex(of: "/"), rest.index(after: slash) != rest.endIndex else {
        throw ChangeArgumentError(message: "`\(text)` must name an inline policy as identity:ARN/NAME")
      }
      return .identity(arn: try arn(String(rest[..<slash])), name: String(rest[rest.index(after: slash)...]))
    case "managed": return .managed(arn: try arn(rest))
    case "resource": return .resource(arn: try arn(rest))
    case "vpce": return .vpcEndpoint(id: try endpoint(rest))
    default: throw unknown(text)
    }
  }

  /// An ARN as AWS writes one: six fields, of which the fifth is empty, `aws` or the 12 digits of an account.
  private static func arn(_ text: String) throws(ChangeArgumentError) -> String {
    let fields = ARNFields(text)
    guard text.hasPrefix("arn:"), ![fields.partition, fields.service, fields.resource].contains("") else {
      throw ChangeArgumentError(message: "`\(text)` is no ARN\(ARNPattern.hint(forBucket: text))")
    }
    if let fault = ARNPattern.fault(ofAccount: fields.account) {
      throw ChangeArgumentError(message: "in `\(text)` \(fault)")
    }
    return text
  }

  private static func endpoint(_ text: String) throws(ChangeArgumentError) -> String {
    if let fault = EndpointID.fault(of: text) { throw ChangeArgumentError(message: fault) }
    return text
  }

  private static func attachment(
    _ rest: String, in text: String
  ) throws(ChangeArgumentError) -> (name: String, node: String) {
    guard let at = rest.lastIndex(of: "@"), at != rest.startIndex, rest.index(after: at) != rest.endIndex
    else {
      throw ChangeArgumentError(message: "`\(text)` must say where it is attached: NAME@NODE, or NAME@*")
    }
    let node = String(rest[rest.index(after: at)...])
    if let fault = ARNPattern.fault(ofAccount: node) {
      throw ChangeArgumentError(message: "in `\(text)` \(fault)")
    }
    return (String(rest[..<at]), node)
  }

  private static func unknown(_ text: String) -> ChangeArgumentError {
    ChangeArgumentError(
      message: "unknown change target `\(text)`; targets are scp:NAME@NODE, rcp:NAME@NODE, boundary:ARN, "
        + "identity:ARN/NAME, managed:ARN, resource:ARN and vpce:ID")
  }

  private static func policy(
    _ bytes: [UInt8], _ file: String?, for target: Target, as text: String
  ) throws(SnapshotError) -> (AttachedPolicy, warnings: [PolicyFinding]) {
    let parsed = PolicyDocument.parse(bytes, type: target.policyType)
    let errors = parsed.findings.filter { $0.severity == .error }
    // What is missing is often what another error finds misspelt.
    if let error = errors.first(where: { $0.code != "E-MISSING" }) ?? errors.first {
      throw SnapshotError(file: file, position: error.position, message: error.message)
    }
    guard let document = parsed.document else {
      throw SnapshotError(file: file, message: "no policy document")
    }
    if case .resource(let arn) = target {
      try BucketPolicyResources.check(document, ofBucket: arn, in: file)
    }
    let policy = AttachedPolicy(
      name: target.policyName, file: file, change: text,
      content: .document(CompiledPolicy(document, type: target.policyType)))
    return (policy, parsed.findings)
  }
}

extension PolicyChange.Target {
  /// The target as it would be typed.
  var text: String {
    switch self {
    case .scp(let name, let node): "scp:\(name)@\(node)"
    case .rcp(let name, let node): "rcp:\(name)@\(node)"
    case .boundary(let arn): "boundary:\(arn)"
    case .identity(let arn, let name): "identity:\(arn)/\(name)"
    case .managed(let arn): "managed:\(arn)"
    case .resource(let arn): "resource:\(arn)"
    case .vpcEndpoint(let id): "vpce:\(id)"
    }
  }

  /// What the new text is read as.
  var policyType: PolicyType {
    switch self {
    case .scp: .scp
    case .rcp: .rcp
    case .boundary: .boundary
    case .identity, .managed: .identity
    case .resource(let arn): SnapshotReader.resourcePolicyType(of: arn)
    case .vpcEndpoint: .vpce
    }
  }

  /// The name under which reports show the policy.
  var policyName: String {
    switch self {
    case .scp(let name, _), .rcp(let name, _), .identity(_, let name): name
    case .boundary(let arn), .managed(let arn), .resource(let arn): arn
    case .vpcEndpoint(let id): id
    }
  }
}
