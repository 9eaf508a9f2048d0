import AuditStore
import IAMPolicy

/// What tells which account manages an organization: calls that AWS takes from no other one, and the ARNs of policies in
/// its messages, which are that account's.
///
/// AWS Organizations API Reference: "This operation can be called only from the organization's management account"; who
/// calls `CreateOrganization` becomes it, and who calls `DeleteOrganization` has none afterwards. AWS Organizations User
/// Guide, "ARN formats supported by AWS Organizations": the account in an ARN is the management account.
struct ManagementCalls {
  private static let proofs: Set<String> = Set(
    [
      "CloseAccount", "CreateAccount", "CreateGovCloudAccount", "CreateOrganization",
      "CreateOrganizationalUnit", "DeleteOrganizationalUnit", "DeleteResourcePolicy",
      "DeregisterDelegatedAdministrator", "DisableAWSServiceAccess", "EnableAWSServiceAccess",
      "EnableAllFeatures", "InviteAccountToOrganization", "MoveAccount", "PutResourcePolicy",
      "RegisterDelegatedAdministrator", "RemoveAccountFromOrganization", "UpdateOrganizationalUnit",
    ].map { "organizations:\($0)" })
  private static let end = "organizations:DeleteOrganization"

  /// By account when it made the last of them, seconds since 1970.
  private var proven: [String: Int64] = [:]
  /// By account when it deleted its organization last.
  private var ended: [String: Int64] = [:]

  /// Reads those of the whole log: who manages an organization binds no window.
  ///
  /// - Parameters:
  ///   - corrected: every event that was corrected, as it stands now.
  ///   - last: the last row whose event counts; nil for all.
  init(
    _ database: borrowing AuditDatabase, corrected: [CorrectedEvent], through last: Int? = nil
  ) throws {
    let rows = Set(corrected.map { $0.row.id })
    var accounts: [Int: String?] = [:]
    try database.scanOrganizationCalls(of: Self.proofs.union([Self.end]), through: last) { call in
      if rows.contains(call.row) { return }
      let account =
        try accounts[call.identity]
        ?? IdentityFacts(stored: database.values(of: .identity, row: call.identity)[0]).caller?.account
      accounts[call.identity] = .some(account)
      note(call.action, by: account, at: call.time)
    }
    for event in corrected where event.row.id <= last ?? .max && event.derived.recorded == .allowed {
      let account = IdentityFacts(stored: event.values[.identity][0]).caller?.account
      for request in event.derived.requests where request.certainty == .certain {
        note(request.action, by: account, at: event.row.time)
      }
    }
    // When a message says so is not looked up: what an account ended it may have begun anew, which nobody knows then.
    for fields in try database.namedPolicies(of: "organizations", through: last).map({ ARNFields($0) })
    where fields.service == "organizations" && ARNText.isAccountID(fields.account) {
      proven[fields.account] = proven[fields.account] ?? .min
    }
  }

  private mutating func note(_ action: String, by account: String?, at time: Int64?) {
    guard let account else { return }
    if action == Self.end {
      ended[account] = max(ended[account] ?? .min, time ?? .min)
    } else if Self.proofs.contains(action) {
      proven[account] = max(proven[account] ?? .min, time ?? .min)
    }
  }

  /// The accounts that they show to manage an organization, the last time that they tell of.
  var accounts: Set<String> {
    Set(proven.filter { account, time in ended[account].map { $0 < time } ?? true }.keys)
  }
}

extension Differ {
  /// What is taken for granted of the account that SCPs and RCPs do not bind; nil where the organization tree names it.
  var managementAssumption: String? {
    if baseline.organization?.managementAccount != nil { return nil }
    if let given = options.managementAccount { return givenAssumption(given) }
    let settled = "--management-account ID settles it"
    if managersInLog.isEmpty {
      return "no account in the log is the management account, which SCPs and RCPs do not bind; \(settled)"
    }
    let accounts = managersInLog.sorted().joined(separator: ", ")
    if managersInLog.count > 1 {
      return
        "\(accounts) each \(Self.asManager), so each is taken for that of an organization of its own, whose SCPs and "
        + "RCPs do not bind it, and for no member of another; \(settled)"
    }
    return "\(accounts) \(Self.asManager), so SCPs and RCPs are taken not to bind it; " + settled
  }

  private static let asManager =
    "made calls that only a management account can make, or a message of AWS names a policy of its organization"

  /// What is said of the management account, and what of the log speaks against it.
  private func givenAssumption(_ account: String) -> String {
    var text =
      "account \(account) is the management account, which SCPs and RCPs do not bind (--management-account)"
    if let known = accountsInLog, !known.contains(account) { text += "; no event of the log is of it" }
    let others = managersInLog.subtracting([account]).sorted()
    if !others.isEmpty {
      text += "; \(others.joined(separator: ", ")) \(Self.asManager)"
    }
    return text
  }

  /// The same where the baseline has policies that bind all accounts but that one.
  var managementAssumptionOfBaseline: String? {
    baseline.bindsOrganizations ? managementAssumption : nil
  }

  /// What is taken for granted of the accounts of a typed request under some policies, for which no log is read.
  func managementAssumption(of snapshot: PolicySnapshot) -> String? {
    guard snapshot.organization?.managementAccount == nil, snapshot.bindsOrganizations else { return nil }
    if let given = options.managementAccount { return givenAssumption(given) }
    return
      "its accounts are not the management account, which SCPs and RCPs do not bind; --management-account ID settles it"
  }
}

extension PolicySnapshot {
  /// Whether it has policies that bind all accounts but the management account.
  fileprivate var bindsOrganizations: Bool { !scps.isEmpty || !rcps.isEmpty }
}
