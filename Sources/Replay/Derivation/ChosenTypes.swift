/// The types of which a service uses a resource of its own choice, or one that the record does not name, where a call
/// names none: they are checked all the same.
enum ChosenTypes {
  /// Groups of alternatives by action; the default groups of Amazon RDS, and the instances that a command finds by
  /// their tags.
  ///
  /// Amazon RDS User Guide, "Identity-based policy examples for Amazon RDS"; AWS Systems Manager User Guide, "Setting
  /// up Run Command".
  private static let listed: [String: [[String]]] = [
    "ssm:SendCommand": [["instance", "managed-instance"]],
    "rds:CreateDBInstance": instance, "rds:CreateDBInstanceReadReplica": instance,
    "rds:RestoreDBInstanceFromDBSnapshot": instance, "rds:RestoreDBInstanceFromS3": instance,
    "rds:RestoreDBInstanceToPointInTime": instance,
    "rds:CreateDBCluster": cluster, "rds:RestoreDBClusterFromS3": cluster,
    "rds:RestoreDBClusterFromSnapshot": cluster, "rds:RestoreDBClusterToPointInTime": cluster,
  ]
  private static let instance = [["pg"], ["og"], ["subgrp"]]
  private static let cluster = [["cluster-pg"], ["subgrp"]]

  /// The groups of an action as indices of its types.
  static func groups(_ action: String, _ types: [TypePlan]) -> [[Int]] {
    if action == "ec2:RunInstances" { return types.indices.filter { types[$0].isRequired }.map { [$0] } }
    return (listed[action] ?? []).map { group in
      types.indices.filter { group.contains(types[$0].name) }
    }.filter { !$0.isEmpty }
  }
}
