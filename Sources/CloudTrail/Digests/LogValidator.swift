/// Compares log files with the digest files that list them, and the digests with each other.
public struct LogValidator {
  /// How long after the time in its name a file may still be listed by the next digest, in seconds.
  private static let tolerance: Int64 = 3600

  private let keys: DigestKeys
  private let logs: [String]
  private let copies: Set<Int>
  private let logsByName: [String: [Int]]
  private var digests: [DigestFile] = []
  private var listed: Set<String> = []
  /// The times in which a digest should list what was delivered, also one without a signature in the copy.
  private var covered: [LogValidation.Place: [LogValidation.Period]] = [:]
  private var result = LogValidation()

  /// Prepares the log files that are there.
  ///
  /// - Parameters:
  ///   - keys: the public keys for signatures.
  ///   - logs: where the log files lie.
  ///   - copies: those of them, by their indices, of which another one has the content: not verified, they count once.
  public init(keys: DigestKeys, logs: [String], copies: Set<Int> = []) {
    self.keys = keys
    self.logs = logs
    self.copies = copies
    logsByName = Dictionary(grouping: logs.indices) { Self.name(logs[$0]) }
  }

  /// Takes a digest file; `text` is nil when it could not be read.
  public mutating func add(path: String, text: [UInt8]?) {
    guard let text, let digest = DigestFile(path: path, text: text) else {
      return result.findings.append(.init(kind: .digestUnreadable, file: path))
    }
    if Self.name(path) != Self.name(digest.object) {
      result.findings.append(
        .init(kind: .digestMoved, file: path, detail: "CloudTrail delivered it as \(digest.object)"))
    }
    digests.append(digest)
  }

  /// What the digests show.
  ///
  /// - Parameter hash: the SHA-256 of the text of the log file with this index; nil when it cannot be read.
  public mutating func validate(_ hash: (Int) throws -> SHA256Digest?) throws -> LogValidation {
    let digests = unique(digests)
    // Whoever edits a digest can move it to a chain of its own: what others say of it holds all the same.
    let claims = DigestLinks.claims(of: digests)
    let chains = Dictionary(grouping: digests) { "\($0.bucket)/\($0.name.chain)" }
    for key in chains.keys.sorted() { try validate(chain: chains[key] ?? [], claims, hash) }
    for place in result.periods.keys { result.periods[place]?.sort { $0.start < $1.start } }
    for place in covered.keys { covered[place]?.sort { $0.start < $1.start } }
    nameUnlisted()
    return result
  }

  /// The digests in the order of their time; one that lies there again is passed over.
  private mutating func unique(_ digests: [DigestFile]) -> [DigestFile] {
    var seen: [String: SHA256Digest] = [:]
    return digests.sorted { ($0.end, $0.object, $0.path) < ($1.end, $1.object, $1.path) }.filter { digest in
      guard let known = seen[digest.object] else {
        seen[digest.object] = digest.digest
        return true
      }
      if known != digest.digest {
        result.findings.append(
          .init(kind: .digestTwice, file: digest.path, detail: "and differs from the other \(digest.object)"))
      }
      return false
    }
  }

  private mutating func validate(
    chain digests: [DigestFile], _ claims: [String: [DigestFile.Predecessor]],
    _ hash: (Int) throws -> SHA256Digest?
  ) throws {
    guard let first = digests.first, let last = digests.last else { return }
    var chain = LogValidation.Chain(
      account: first.name.account, region: first.name.region, trail: first.name.trail, digests: digests.count,
      start: first.start, end: last.end)
    let links = DigestLinks(of: digests, claims)
    result.findings += links.findings
    for digest in digests {
      try compare(digest, standing(of: digest, links, &chain), &chain, hash)
    }
    result.chains.append(chain)
  }

  /// What a digest is worth.
  private enum Standing {
    /// Nothing speaks against it, and where keys are given its signature is valid.
    case proven
    /// Keys are given, and its signature is not in the copy: anybody may have written it.
    case unsigned
    /// A hash or a signature that a digest behind it names speaks against it.
    case refuted
  }

  /// What a digest is worth by what the digests behind it say.
  ///
  /// Of digests that contend for one place, only a signature tells which one CloudTrail wrote.
  private mutating func standing(
    of digest: DigestFile, _ links: DigestLinks, _ chain: inout LogValidation.Chain
  ) -> Standing {
    let claims = links.claims[digest.object] ?? []
    let isAltered = claims.contains { $0.hash != digest.digest.bytes }
    if isAltered {
      note(.digestAltered, digest, "its SHA-256 is not the one that the digest behind it names")
    }
    let signature = signature(of: digest, claims)
    chain.signatures[signature, default: 0] += 1
    let isContested = links.contested.contains(digest.object)
    switch signature {
    case .invalid: note(.signatureInvalid, digest, "for the key \(digest.fingerprint)")
    case .missing: note(.signatureMissing, digest, "the digest behind it names it without its signature")
    case .otherKey: note(.keyNotGiven, digest, "none of the given keys is \(digest.fingerprint)")
    case .valid: return isAltered ? .refuted : .proven
    case .notChecked: return isAltered || isContested ? .refuted : .proven
    case .notInCopy: return isAltered || isContested ? .refuted : keys.isGiven ? .unsigned : .proven
    }
    return .refuted
  }

  /// The worst of what the digests that name a digest say of its signature.
  ///
  /// With keys given, a fingerprint that none of them has proves nothing: whoever wrote the chain anew could name any.
  /// CloudTrail User Guide, "Validating CloudTrail log file integrity with the AWS CLI": such a digest is invalid, as its
  /// public key is not found.
  private func signature(
    of digest: DigestFile, _ claims: [DigestFile.Predecessor]
  ) -> LogValidation.Signature {
    guard keys.isGiven else { return claims.isEmpty ? .notInCopy : .notChecked }
    guard let key = keys[digest.fingerprint] else { return .otherKey }
    let states = claims.map { Self.signature(of: digest, $0.signature, key) }
    return [.invalid, .missing, .valid].first { states.contains($0) } ?? .notInCopy
  }

  private static func signature(
    of digest: DigestFile, _ text: String?, _ key: RSAPublicKey
  ) -> LogValidation.Signature {
    guard let text else { return .missing }
    guard let signature = Hexadecimal.bytes(text) else { return .invalid }
    return key.verifies(signature, of: Array(digest.signedText.utf8)) ? .valid : .invalid
  }

  private mutating func note(_ kind: LogValidation.Finding.Kind, _ digest: DigestFile, _ detail: String) {
    result.findings.append(.init(kind: kind, file: digest.path, detail: detail))
  }
}

// MARK: - Log files

extension LogValidator {
  private mutating func compare(
    _ digest: DigestFile, _ standing: Standing, _ chain: inout LogValidation.Chain,
    _ hash: (Int) throws -> SHA256Digest?
  ) throws {
    var files: [LogValidation.ListedFile] = []
    for entry in digest.entries {
      listed.insert(Self.name(entry.object))
      let state = try state(of: entry, standing, digest, hash)
      chain.files[state, default: 0] += 1
      files.append(.init(events: entry.events, isVerified: state == .verified))
    }
    if standing == .refuted { return }
    let place = LogValidation.Place(account: chain.account, region: chain.region)
    let period = LogValidation.Period(start: digest.start, end: digest.end, files: files)
    covered[place, default: []].append(period)
    if standing == .proven { result.periods[place, default: []].append(period) }
  }

  /// The worst of what the copies of a listed file are in.
  private mutating func state(
    of entry: DigestFile.Entry, _ standing: Standing, _ digest: DigestFile,
    _ hash: (Int) throws -> SHA256Digest?
  ) throws -> LogValidation.FileState {
    let copies = logsByName[Self.name(entry.object)] ?? []
    guard !copies.isEmpty else {
      result.findings.append(.init(kind: .logMissing, file: entry.object, detail: "\(digest.path) lists it"))
      return .missing
    }
    guard standing != .refuted, let expected = entry.hash else {
      for copy in copies {
        result.findings.append(
          .init(kind: .logUnproven, file: logs[copy], detail: "\(digest.path) lists it and proves nothing"))
      }
      return .unproven
    }
    var worst = standing == .unsigned ? LogValidation.FileState.unsigned : .verified
    for copy in copies {
      let found = try hash(copy)
      guard found?.bytes != expected else { continue }
      let isAltered = found != nil
      worst = isAltered || worst == .altered ? .altered : .unreadable
      result.findings.append(
        .init(
          kind: isAltered ? .logAltered : .logUnreadable, file: logs[copy],
          detail: isAltered ? "its SHA-256 is not the one in \(digest.path)" : "\(digest.path) lists it"))
    }
    return worst
  }

  /// The log files that no digest lists: those that one should list are named.
  private mutating func nameUnlisted() {
    for (index, log) in logs.enumerated() where !listed.contains(Self.name(log)) {
      guard let name = LogName(path: log), !name.isDigest, isCovered(name) else {
        if !copies.contains(index) { result.others[.uncovered, default: 0] += 1 }
        continue
      }
      result.others[.unlisted, default: 0] += 1
      result.findings.append(
        .init(
          kind: .logUnlisted, file: log,
          detail: "digests cover the time of its delivery, and none of them lists it"))
    }
  }

  private func isCovered(_ name: LogName) -> Bool {
    let periods = covered[.init(account: name.account, region: name.region)] ?? []
    return periods.covers(name.time...(name.time + Self.tolerance))
  }

  /// A file's name without its folders and without `.gz`: a copy may have been unpacked.
  public static func name(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
  }
}

extension [LogValidation.Period] {
  /// Whether periods in the order of time cover a span without a gap.
  public func covers(_ span: ClosedRange<Int64>) -> Bool {
    var reached = span.lowerBound
    for period in self where period.start <= reached && period.end > reached {
      reached = period.end
      if reached > span.upperBound { return true }
    }
    return false
  }
}
