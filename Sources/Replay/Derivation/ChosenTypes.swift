/// The types of which a service uses a resource of its own choice, or one that the record does not name, where a call
/// names none: they are checked all the same.
enum ChosenTypes {
  /// Types of which the service uses one.
  struct Group {
    /// The indices of the alternatives.
    var types: [Int]
    /// Whether it is one of the caller's account and region in any case.
    var isOfCaller: Bool
  }

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

  /// The same of the caller's account: default parameter groups, the identity that a message is sent from, which
  /// is an address or its domain, and what a database or a whole catalog of Glue holds.
  ///
  /// Amazon ElastiCache User Guide, "Resource-level permissions"; Amazon SES Developer Guide, "Identity and access
  /// management in Amazon SES"; AWS Glue Developer Guide, "Specifying AWS Glue resource ARNs".
  private static let listedOfCaller: [String: [[String]]] = [
    "elasticache:CreateCacheCluster": parameters, "elasticache:CreateReplicationGroup": parameters,
    "glue:DeleteDatabase": [["table"], ["userdefinedfunction"]], "glue:GetConnections": [["connection"]],
    "glue:GetDatabases": [["database"]], "glue:GetTables": [["table"]],
    "glue:GetUserDefinedFunctions": [["database"], ["userdefinedfunction"]],
    "glue:SearchTables": [["database"], ["table"]],
    "memorydb:CreateCluster": parameters,
    "ses:SendBulkEmail": identity, "ses:SendBulkTemplatedEmail": identity, "ses:SendEmail": identity,
    "ses:SendRawEmail": identity, "ses:SendTemplatedEmail": identity,
  ]
  private static let parameters = [["parametergroup"]]
  private static let identity = [["identity"]]

  /// The groups of an action.
  static func groups(_ action: String, _ types: [TypePlan]) -> [Group] {
    if action == "ec2:RunInstances" {
      return types.indices.filter { types[$0].isRequired }.map { Group(types: [$0], isOfCaller: false) }
    }
    return groups(listed[action] ?? [], types, isOfCaller: false)
      + groups(listedOfCaller[action] ?? [], types, isOfCaller: true)
  }

  private static func groups(_ names: [[String]], _ types: [TypePlan], isOfCaller: Bool) -> [Group] {
    names.map { names in
      Group(types: types.indices.filter { names.contains(types[$0].name) }, isOfCaller: isOfCaller)
    }.filter { !$0.types.isEmpty }
  }
}
