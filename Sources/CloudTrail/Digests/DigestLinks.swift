/// How the digests of a chain name each other, each one that came before it.
///
/// Whoever can add a digest can let it name any other one, so that no claim hides another.
struct DigestLinks {
  /// What digests say of the one that they name, by its object.
  let claims: [String: [DigestFile.Predecessor]]
  /// The objects of digests that name another one than that before them, or one that a further digest names.
  private(set) var contested: Set<String> = []
  /// Where the chain has no link, or more than one.
  private(set) var findings: [LogValidation.Finding] = []

  /// What digests say of those that they name, by these's objects.
  static func claims(of digests: [DigestFile]) -> [String: [DigestFile.Predecessor]] {
    Dictionary(grouping: digests.compactMap { $0.predecessor }) { $0.object }
  }

  /// Links the digests of a chain, which stand in the order of their time, each object once.
  ///
  /// - Parameter claims: what all digests say, those of other chains as well.
  init(of digests: [DigestFile], _ claims: [String: [DigestFile.Predecessor]]) {
    self.claims = claims
    let objects = Set(digests.map { $0.object })
    for (index, digest) in digests.enumerated() {
      let last = index > 0 ? digests[index - 1] : nil
      guard let before = digest.predecessor else {
        if last != nil { note(.chainBroken, digest, "what was delivered before it is not linked to it") }
        continue
      }
      let isThere = objects.contains(before.object)
      if (claims[before.object] ?? []).count > 1 {
        contest(digest, "another digest names \(before.object) as well")
      } else if isThere, before.object != last?.object {
        contest(digest, "\(before.object), which it names, is not the digest before it")
      }
      guard last != nil, !isThere else { continue }
      findings.append(.init(kind: .digestMissing, file: before.object, detail: "\(digest.path) names it"))
    }
  }

  private mutating func contest(_ digest: DigestFile, _ detail: String) {
    contested.insert(digest.object)
    note(.chainForked, digest, detail)
  }

  private mutating func note(_ kind: LogValidation.Finding.Kind, _ digest: DigestFile, _ detail: String) {
    findings.append(.init(kind: kind, file: digest.path, detail: detail))
  }
}
