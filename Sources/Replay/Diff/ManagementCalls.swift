import AuditStore
import IAMPolicy

/// Calls that tell which account manages an organization: AWS takes them from no other one.
///
/// AWS Organizations API Reference: "This operation can be called only from the organization's management account"; who
/// calls `CreateOrganization` becomes it.
enum ManagementCalls {
  private static let actions: Set<String> = Set(
    [
      "CloseAccount", "CreateAccount", "CreateGovCloudAccount", "CreateOrganization",
      "CreateOrganizationalUnit", "DeleteOrganization", "DeleteOrganizationalUnit", "DeleteResourcePolicy",
      "DeregisterDelegatedAdministrator", "DisableAWSServiceAccess", "EnableAWSServiceAccess",
      "EnableAllFeatures", "InviteAccountToOrganization", "MoveAccount", "PutResourcePolicy",
      "RegisterDelegatedAdministrator", "RemoveAccountFromOrganization", "UpdateOrganizationalUnit",
    ].map { "organizations:\($0)" })

  /// Whether an action is one of theirs.
  static func have(_ action: String) -> Bool { actions.contains(action) }
}

extension RecordedCalls {
  /// By call, whether it shows that its caller's account manages an organization; none where no call does.
  var showManagement: [Bool] {
    let isOfManagement = actions.map { ManagementCalls.have($0) }
    guard isOfManagement.contains(true) else { return [] }
    return indices.map { row in
      call(row)?.recorded == .allowed
        && requests(of: row).contains {
          isOfManagement.indices.contains(Int($0.action)) && isOfManagement[Int($0.action)]
        }
    }
  }
}

extension RecordedCall {
  /// The account that the call shows to manage an organization, if it shows one.
  var managersInLog: Set<String> {
    guard derived.recorded == .allowed, derived.requests.contains(where: { ManagementCalls.have($0.action) })
    else { return [] }
    return Set([facts.identity.caller?.account].compactMap { $0 })
  }
}
