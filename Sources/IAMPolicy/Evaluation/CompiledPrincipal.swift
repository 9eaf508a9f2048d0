/// A `Principal` or `NotPrincipal` element with its entries taken apart once.
struct CompiledPrincipal: Sendable {
  /// What an entry names.
  enum Entry: Sendable {
    case everyone
    /// An account, by 12 digits or by the ARN of its root; the partition only by the latter.
    case account(String, partition: String?)
    case arn(EntryARN)
    /// An id such as `AIDA…` or `AROA…`, which stands for one user or role for ever.
    case uniqueID(String)
    case service(String)
    case federated(String)
    case canonicalUser(String)
  }

  /// An entry's ARN with the fields that are compared.
  struct EntryARN: Sendable {
    let text: String
    let partition: Substring
    let service: Substring
    let account: Substring
    let resource: Substring
  }

  /// True for `NotPrincipal`.
  let isNegated: Bool
  let entries: [Entry]
  /// Whether an entry is the lone `*`.
  let namesEveryone: Bool

  init(_ element: PrincipalElement) {
    isNegated = element.isNegated
    entries = element.entries.map { Entry($0) }
    namesEveryone = entries.contains { if case .everyone = $0 { true } else { false } }
  }
}

extension CompiledPrincipal.Entry {
  init(_ entry: PrincipalElement.Entry) {
    let text = entry.text.value
    switch entry.kind {
    case .everyone: self = .everyone
    case .aws: self = Self.aws(text)
    case .service: self = .service(text)
    case .federated: self = .federated(text)
    case .canonicalUser: self = .canonicalUser(text)
    }
  }

  private static func aws(_ text: String) -> Self {
    if text == "*" { return .everyone }
    if ARNText.isAccountID(text) { return .account(text, partition: nil) }
    guard text.hasPrefix("arn:"), let partition = ARNText.field(1, of: text),
      let service = ARNText.field(2, of: text), let account = ARNText.field(4, of: text)
    else { return .uniqueID(text) }
    let resource = ARNText.resource(of: text)
    if resource == "root", service == "iam" {
      return .account(String(account), partition: String(partition))
    }
    return .arn(
      .init(text: text, partition: partition, service: service, account: account, resource: resource))
  }
}
