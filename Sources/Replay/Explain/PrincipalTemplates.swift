import AuditStore
import IAMPolicy

/// The templates that identities of one principal may have, by their rows.
struct PrincipalTemplates {
  private let principal: String
  /// What stands in each identity of a principal that is an ARN, as it is unless a value or an escape begins within.
  private let parts: [String]
  /// Where the session's name stands within the principal: behind its last slash, or behind `arn:` of a unique id.
  private let sessions: [String]

  init(of principal: String) {
    self.principal = principal
    let fields = ARNFields(principal)
    let isPlain = ![fields.partition, fields.service, fields.region].contains { $0.utf8.contains(0x2F) }
    guard principal.hasPrefix("arn:"), isPlain, ARNText.isAccountID(fields.account) else {
      (parts, sessions) = ([], [])
      return
    }
    let name = fields.resource.split(separator: "/", omittingEmptySubsequences: false).dropFirst().last
    parts = (name.map { [String($0)] } ?? []) + [fields.account]
    sessions = ["arn:", String(principal.dropLast(name?.count ?? 0))].map {
      $0 + IdentityValue.sessionName.mark
    }
  }

  /// The rows, 0 for an identity without a template among them.
  ///
  /// Where a session's own texts name the principal, what they are cannot be told of the template.
  func rows(_ database: borrowing AuditDatabase) throws -> [Int] {
    var found: [Int] = []
    if IdentityFacts(stored: nil).principal == principal { found.append(0) }
    let marks = IdentityValue.allCases.flatMap { Array($0.mark.unicodeScalars) }
    try database.scanIdentityTemplates { row, text in
      guard mayBeOfPrincipal(text) else { return }
      let own = IdentityFacts(stored: text).principal
      if own == principal || own.unicodeScalars.contains(where: { marks.contains($0) }) { found.append(row) }
    }
    return found
  }

  /// Rules most templates out before any is taken apart: a log can have thousands of them.
  ///
  /// An identity names its principal by an ARN. The only value within one is the session's name, which holds no slash:
  /// it ends the identity's ARN behind a slash, or the unique id behind its first colon.
  private func mayBeOfPrincipal(_ text: String) -> Bool {
    parts.allSatisfy { text.holds($0) } || text.holds("\\") || sessions.contains { text.holds($0) }
      || !text.namesSessionsOfRolesAlone
  }
}

extension String {
  /// Whether a value that stands behind a slash is the name of a role's session: behind `:assumed-role/NAME/`.
  fileprivate var namesSessionsOfRolesAlone: Bool {
    let role = Array(":assumed-role/".utf8)
    let own = utf8.span
    for index in own.indices.dropFirst() where own[index] == 0xC2 && own[index - 1] == 0x2F {
      var start = index - 1
      while start > 0, own[start - 1] != 0x2F { start -= 1 }
      guard start >= role.count, (0..<role.count).allSatisfy({ own[start - role.count + $0] == role[$0] })
      else { return false }
    }
    return true
  }

  /// Whether the bytes of another text stand in it.
  fileprivate func holds(_ other: String) -> Bool {
    let (own, wanted) = (utf8.span, other.utf8.span)
    guard let first = other.utf8.first else { return true }
    for start in 0..<max(own.count - wanted.count + 1, 0) where own[start] == first {
      var length = 1
      while length < wanted.count, own[start + length] == wanted[length] { length += 1 }
      if length == wanted.count { return true }
    }
    return false
  }
}
