import IAMPolicy
import JSON

/// Reads a folder of plain files into a policy snapshot.
///
/// The layout is documented in the README. Any part may be missing; a policy that AWS would not have
/// stored becomes an unknown policy with a finding, so that only requests that need it are affected.
/// A file around the policies that is not of its form is a fault: nothing can be said for sure with it.
public struct SnapshotReader {
  let folder: String
  let files: InputFiles
  var snapshot = PolicySnapshot()
  /// Looks for typos in policies, when somebody wants to look at the snapshot.
  private var lint: CatalogLint?
  /// The findings that make the snapshot as a whole unusable.
  var faults: [SnapshotFinding] = []
  /// The authorization details whose files were read and not yet taken apart.
  private var details: [AccountDetails] = []

  /// Reads the snapshot in a folder, for use.
  ///
  /// - Throws: `SnapshotError` for a folder or file that cannot be read, and for the first fault.
  public static func read(
    folder: String, files: InputFiles = InputFiles()
  ) throws(SnapshotError) -> PolicySnapshot {
    let reader = try reading(folder, files, lint: nil)
    if let fault = reader.faults.first {
      throw SnapshotError(
        file: fault.file, position: fault.finding.position, message: fault.finding.message)
    }
    return reader.snapshot
  }

  /// Reads the snapshot in a folder, for a look at it: faults are among its findings.
  ///
  /// - Throws: `SnapshotError` for a folder or file that cannot be read, or a folder without policies.
  public static func inspect(folder: String) throws(SnapshotError) -> PolicySnapshot {
    try reading(folder, InputFiles(), lint: CatalogLint()).snapshot
  }

  private static func reading(
    _ folder: String, _ files: InputFiles, lint: CatalogLint?
  ) throws(SnapshotError) -> SnapshotReader {
    guard files.isFolder(folder) else {
      let isFile = files.exists(folder)
      let types = PolicyType.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw SnapshotError(
        file: folder,
        message: isFile
          ? "a file, not the folder of a snapshot; for a single document say what it is with --type: \(types)"
          : "no such folder")
    }
    var reader = SnapshotReader(folder: folder, files: files, lint: lint)
    try reader.readOrganization()
    reader.snapshot.scps = try reader.readNamedPolicies("scps", type: .scp)
    reader.snapshot.rcps = try reader.readNamedPolicies("rcps", type: .rcp)
    try reader.readAccounts()
    try reader.noteUnread("", known: ["organization.json", "scps", "rcps", "accounts"])
    guard reader.holdsAnything else {
      throw SnapshotError(
        file: folder, message: "no policies found: expected organization.json, scps, rcps or accounts")
    }
    reader.sortFindings()
    return reader
  }

  /// By file in the order of reading, then by place.
  private mutating func sortFindings() {
    var order: [String: Int] = [:]
    for finding in snapshot.findings where order[finding.file] == nil { order[finding.file] = order.count }
    snapshot.findings = snapshot.findings.enumerated().sorted { left, right in
      (order[left.element.file] ?? 0, left.element.finding.position, left.offset)
        < (order[right.element.file] ?? 0, right.element.finding.position, right.offset)
    }.map { $0.element }
  }

  private var holdsAnything: Bool {
    snapshot.organization != nil || !snapshot.scps.isEmpty || !snapshot.rcps.isEmpty || !faults.isEmpty
      || !snapshot.accounts.isEmpty || !snapshot.resourcePolicies.isEmpty || !snapshot.vpcEndpoints.isEmpty
      || !snapshot.resourcesWithoutPolicy.isEmpty
  }

  /// The path of a file within the snapshot, as the user would type it.
  func path(_ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Compiles one policy; an invalid one becomes an unknown policy and leaves its findings behind.
  ///
  /// - Parameter dependency: the name of what is unknown where the text is not there.
  mutating func policy(
    _ parsed: ParsedPolicy, type: PolicyType, name: String, file: String, dependency: String
  ) -> AttachedPolicy {
    // Nobody can mend the typos of AWS's own policies.
    let typos = ARNFields(name).account == "aws" ? nil : parsed.document.flatMap { lint?.findings(in: $0) }
    for finding in parsed.findings + (typos ?? []) {
      snapshot.findings.append(SnapshotFinding(file: path(file), policy: name, finding: finding))
    }
    let content: AttachedPolicy.Content =
      parsed.document.map { .document(CompiledPolicy($0, type: type)) }
      ?? .unknown(PolicyDependency.unreadable(dependency))
    return AttachedPolicy(name: name, file: path(file), content: content)
  }

  private mutating func readNamedPolicies(
    _ kind: String, type: PolicyType
  ) throws(SnapshotError) -> [String: AttachedPolicy] {
    var policies: [String: AttachedPolicy] = [:]
    for fileName in try jsonNames(in: kind) {
      let name = String(fileName.dropLast(".json".count))
      let file = kind + "/" + fileName
      let parsed = PolicyDocument.parse(try files.read(path(file), mustBeRegular: true), type: type)
      policies[name] = policy(
        parsed, type: type, name: name, file: file, dependency: "policy:\(type.rawValue):\(name)")
    }
    return policies
  }

  private mutating func readAccounts() throws(SnapshotError) {
    for account in try files.names(in: path("accounts")) {
      guard ARNText.isAccountID(account), files.isFolder(path("accounts/" + account)) else {
        warn("accounts/" + account, "not read: not a folder named by an account id")
        continue
      }
      try readAccount(account)
    }
    takeDetailsApart()
  }

  private mutating func readAccount(_ account: String) throws(SnapshotError) {
    let base = "accounts/" + account
    let pages = try files.names(in: path(base)).filter { Self.isDetailsPage($0) }
    try keepDetails(pages.map { base + "/" + $0 }, account: account)
    try readResourcePolicies(base, of: account)
    try readEndpoints(base)
    try noteUnread(
      base + "/", known: ["authorization-details.json", "resource-policies", "vpc-endpoints"] + pages)
  }

  /// Whether a file holds the authorization details or a page of them, for example `authorization-details-2.json`.
  private static func isDetailsPage(_ name: String) -> Bool {
    name.hasPrefix("authorization-details") && name.hasSuffix(".json")
  }

  /// Reads the files of an account's authorization details: all files are read in one order.
  private mutating func keepDetails(_ names: [String], account: String) throws(SnapshotError) {
    var own = AccountDetails(
      account: account, findingsBefore: snapshot.findings.count, faultsBefore: faults.count)
    for name in names { own.pages.append((name, try files.read(path(name), mustBeRegular: true))) }
    // The catalog that typos are looked for in is read once.
    if lint != nil { return readDetails(own) }
    details.append(own)
    if details.reduce(0, { $0 + $1.size }) > Self.bytesAtOnce { takeDetailsApart() }
  }

  /// How many bytes of authorization details are kept at most, but for one account.
  private static let bytesAtOnce = 32 << 20

  /// Takes the details that were kept apart, on all processors; they are most of a snapshot.
  private mutating func takeDetailsApart() {
    let parts = ParallelMap.run(details.count, size: 1) { [details, folder] number in
      var reader = SnapshotReader(folder: folder, files: InputFiles(), lint: nil)
      reader.readDetails(details[number])
      return (snapshot: reader.snapshot, faults: reader.faults)
    }
    for part in parts {
      snapshot.accounts.merge(part.snapshot.accounts) { $1 }
      snapshot.awsManagedPolicies.merge(part.snapshot.awsManagedPolicies) { $1 }
    }
    for (own, part) in zip(details, parts).reversed() {
      snapshot.findings.insert(contentsOf: part.snapshot.findings, at: own.findingsBefore)
      faults.insert(contentsOf: part.faults, at: own.faultsBefore)
    }
    details = []
  }
}

/// The files of an account's authorization details, and what had been found when they were read.
struct AccountDetails {
  let account: String
  let findingsBefore: Int
  let faultsBefore: Int
  /// The names of the files with their bytes.
  var pages: [(file: String, bytes: [UInt8])] = []

  /// How many bytes the files have.
  var size: Int { pages.reduce(0) { $0 + $1.bytes.count } }
}
