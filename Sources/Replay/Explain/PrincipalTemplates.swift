import AuditStore
import IAMPolicy

/// The templates that identities of one principal may have, by their rows.
struct PrincipalTemplates {
  private let principal: String
  /// The account of a principal that is an ARN, where each of its identities holds it as it stands; nil for any other.
  private let account: String?

  init(of principal: String) {
    self.principal = principal
    let fields = ARNFields(principal)
    let isPlain = ![fields.partition, fields.service, fields.region].contains { $0.utf8.contains(0x2F) }
    account =
      principal.hasPrefix("arn:") && isPlain && ARNText.isAccountID(fields.account) ? fields.account : nil
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
  /// Values stand behind a slash of the identity's ARN, which follows the account, or behind the first colon of the
  /// unique id, which then would begin like an ARN. An escape may stand for a digit.
  private func mayBeOfPrincipal(_ text: String) -> Bool {
    guard let account else { return true }
    return text.holds(account) || text.holds("\\") || text.holds("arn:" + IdentityValue.sessionName.mark)
  }
}

extension String {
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
