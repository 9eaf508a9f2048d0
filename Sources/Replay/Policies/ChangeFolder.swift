import IAMPolicy

/// A folder shaped like a policy snapshot, read as changes of one.
///
/// Each policy in it that the snapshot has otherwise, or does not have, is one change. What the folder leaves out
/// stays as it is, so a copy of the snapshot in which some files were edited is such a folder too. It removes nothing.
public struct ChangeFolder {
  let folder: String
  let overlay: PolicySnapshot
  let baseline: PolicySnapshot
  /// The texts of managed policies that other changes of the same run give, by ARN.
  let givenTexts: [String: AttachedPolicy]
  /// The changes, in the order in which they are to be applied.
  public internal(set) var changes: [PolicyChange] = []

  /// Reads the changes that a folder makes of a snapshot, in the order in which they are to be applied.
  ///
  /// - Parameter others: the changes that are applied after these.
  /// - Throws: `SnapshotError` for a folder or file that cannot be read, a policy that AWS would refuse, and for
  ///   anything in the folder that has no place in the snapshot.
  public init(
    _ folder: String, of baseline: PolicySnapshot, before others: [PolicyChange] = [],
    files: InputFiles = InputFiles()
  ) throws(SnapshotError) {
    self.folder = folder
    self.baseline = baseline
    overlay = try SnapshotReader.read(folder: folder, files: files)
    var texts: [String: AttachedPolicy] = [:]
    for change in others {
      if case .managed(let arn) = change.target { texts[arn] = change.policy }
    }
    givenTexts = texts
    try refuseFindings()
    try readOrganization()
    try readTexts(isSCP: true)
    try readTexts(isSCP: false)
    for account in overlay.accounts.keys.sorted() { try readAccount(account) }
    try readResources()
  }

  /// What the reader could not place or AWS would refuse is an error, unless the snapshot has it as well.
  private func refuseFindings() throws(SnapshotError) {
    for finding in overlay.findings
    where finding.finding.severity == .error || finding.finding.code == "W-SNAPSHOT" {
      if !isOld(finding) {
        throw SnapshotError(
          file: finding.file, position: finding.finding.position, message: finding.finding.message)
      }
    }
  }

  /// Whether the snapshot has the same finding in the same policy.
  private func isOld(_ finding: SnapshotFinding) -> Bool {
    let name = finding.file.dropFirst(folder.count + (folder.hasSuffix("/") ? 0 : 1))
    return baseline.findings.contains {
      $0.finding.code == finding.finding.code && $0.finding.message == finding.finding.message
        && $0.policy == finding.policy && $0.file.hasSuffix("/" + name)
    }
  }

  /// Adds a change, when there is a new text and the old one is another.
  mutating func add(_ target: PolicyChange.Target, _ new: AttachedPolicy?, replacing old: AttachedPolicy?) {
    guard let new, case .document(let policy) = new.content, !new.hasSameText(as: old) else { return }
    let file = new.file ?? folder
    let warnings = overlay.findings.filter {
      $0.file == file && $0.policy == new.name && $0.finding.severity == .warning && !isOld($0)
    }
    changes.append(
      PolicyChange(
        target: target, argument: "\(target.text)=\(file)", file: file,
        policy: AttachedPolicy(
          name: target.policyName, file: file,
          content: .document(CompiledPolicy(policy.document, type: target.policyType))),
        warnings: warnings.map { $0.finding }))
  }

  /// Whether the snapshot would hold a resource that is there already.
  private func isNew(_ arn: String) -> Bool {
    if baseline.resourcePolicies[arn] != nil || baseline.resourcesWithoutPolicy.contains(arn) { return false }
    let isComplete = overlay.owner(ofResource: arn).map {
      baseline.isComplete(ARNFields(arn).service, in: $0)
    }
    return isComplete ?? false || baseline.isComplete(for: arn)
  }

  private mutating func readResources() throws(SnapshotError) {
    for arn in overlay.resourcePolicies.keys.sorted() {
      let (count, new) = (changes.count, overlay.resourcePolicies[arn])
      add(.resource(arn: arn), new, replacing: baseline.resourcePolicies[arn])
      guard changes.count > count else { continue }
      changes[count].isNew = isNew(arn)
      if case .document(let policy)? = new?.content {
        try BucketPolicyResources.check(policy.document, ofBucket: arn, in: new?.file)
      }
    }
    for arn in overlay.resourcesWithoutPolicy.subtracting(baseline.resourcesWithoutPolicy).sorted() {
      let target = PolicyChange.Target.resource(arn: arn)
      changes.append(PolicyChange(target: target, argument: "\(target.text)=-", file: nil, policy: nil))
    }
    for id in overlay.vpcEndpoints.keys.sorted() {
      add(.vpcEndpoint(id: id), overlay.vpcEndpoints[id], replacing: baseline.vpcEndpoints[id])
    }
  }
}

// MARK: - SCPs and RCPs

extension ChangeFolder {
  /// New texts of SCPs or RCPs, wherever they are attached.
  private mutating func readTexts(isSCP: Bool) throws(SnapshotError) {
    let (new, old) = isSCP ? (overlay.scps, baseline.scps) : (overlay.rcps, baseline.rcps)
    for name in new.keys.sorted() {
      let isAttachedHere = baseline.organization?.attachedNames(isSCP: isSCP).contains(name) ?? true
      let isAttachedAnew = changes.contains { $0.target.attaches(name, isSCP: isSCP) }
      guard isAttachedHere || !isAttachedAnew else { continue }
      let isPlaced = isAttachedHere || baseline.organization?.nodesWithoutList(isSCP: isSCP).isEmpty == false
      if !isPlaced, let policy = new[name], !policy.hasSameText(as: old[name]) {
        throw SnapshotError(
          file: policy.file,
          message:
            "\(name) is attached nowhere: attach it in the folder's organization.json, or use --change '"
            + "\(isSCP ? "scp" : "rcp"):\(name)@NODE=FILE'")
      }
      add(isSCP ? .scp(name: name, node: "*") : .rcp(name: name, node: "*"), new[name], replacing: old[name])
    }
  }

  /// Policies that the folder attaches where the snapshot does not.
  private mutating func readOrganization() throws(SnapshotError) {
    let file = (folder.hasSuffix("/") ? folder : folder + "/") + "organization.json"
    guard let new = overlay.organization else { return }
    guard let old = baseline.organization else {
      throw SnapshotError(
        file: file, message: "what it attaches has no place without the organization tree of --policies")
    }
    if let account = new.managementAccount, account != old.managementAccount {
      throw SnapshotError(file: file, message: "a change cannot make `\(account)` the management account")
    }
    for node in new.root.withDescendants {
      let place = old.root.find(node.id)
      let strayed =
        node.accounts.first { !(place?.accounts.contains($0) ?? true) }
        ?? node.children.map { $0.id }.first { id in !(place?.children.contains { $0.id == id } ?? true) }
      if let strayed {
        throw SnapshotError(
          file: file,
          message: "`\(strayed)` is not directly under `\(node.id)` in the snapshot: nothing can be moved")
      }
    }
    for isSCP in [true, false] {
      for node in new.root.withDescendants {
        try attach(isSCP ? node.scps : node.rcps, at: node.id, isSCP: isSCP, file)
      }
      for id in new.accounts.keys.sorted() {
        try attach(isSCP ? new.accounts[id]?.scps : new.accounts[id]?.rcps, at: id, isSCP: isSCP, file)
      }
    }
  }

  private mutating func attach(
    _ names: [String]?, at node: String, isSCP: Bool, _ file: String
  ) throws(SnapshotError) {
    guard let names else { return }
    guard let old = baseline.organization?.names(at: node, isSCP: isSCP) else {
      throw SnapshotError(
        file: file, message: "no root, OU or account `\(node)` in the snapshot's organization")
    }
    let kind = isSCP ? "scp" : "rcp"
    if old.contains(Organization.unlisted) {
      throw SnapshotError(
        file: file,
        message:
          "which \(kind)s are attached at `\(node)` now is not known; use --change '\(kind):NAME@\(node)=FILE'"
      )
    }
    if let lost = old.first(where: { !names.contains($0) }) {
      throw SnapshotError(
        file: file,
        message: "\(lost) is not in the list of `\(node)`: a folder removes nothing; keep it there and use "
          + "--change '\(kind):\(lost)@\(node)=-'")
    }
    for name in names where !old.contains(name) {
      let texts = isSCP ? (overlay.scps, baseline.scps) : (overlay.rcps, baseline.rcps)
      guard let text = texts.0[name] ?? texts.1[name] ?? PolicyResolver.managedByAWS(name), text.isKnown
      else {
        throw SnapshotError(file: file, message: "the text of \(name), attached at `\(node)`, is not known")
      }
      add(isSCP ? .scp(name: name, node: node) : .rcp(name: name, node: node), text, replacing: nil)
    }
  }
}

extension AttachedPolicy {
  /// Whether the text is known.
  var isKnown: Bool {
    if case .document = content { return true }
    return false
  }

  /// Line and column of its first statement in its file; nil where it has none, or no file.
  var statementsPosition: SourcePosition? {
    guard file != nil, case .document(let policy) = content else { return nil }
    return policy.document.statements.first?.position
  }

  /// Whether two texts say the same, wherever each statement stands.
  func hasSameText(as other: AttachedPolicy?) -> Bool {
    guard let other, case .document(let left) = content, case .document(let right) = other.content,
      left.document.version == right.document.version,
      left.document.statements.count == right.document.statements.count
    else { return false }
    return zip(left.document.statements, right.document.statements).allSatisfy {
      $0.sid == $1.sid && $0.hasSameMeaning(as: $1)
    }
  }
}

extension PolicyChange.Target {
  fileprivate func attaches(_ name: String, isSCP: Bool) -> Bool {
    switch self {
    case .scp(name, _): isSCP
    case .rcp(name, _): !isSCP
    default: false
    }
  }
}
