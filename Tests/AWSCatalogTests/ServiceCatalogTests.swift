import AWSCatalog
import Testing

struct ServiceCatalogTests {
  private static func service(_ prefix: String) throws -> ServiceCatalog.Service {
    var catalog = ServiceCatalog()
    let service = catalog.service(prefix)
    return try #require(service)
  }

  private static func action(_ prefix: String, _ name: String) throws -> ServiceCatalog.Action {
    try #require(try service(prefix).actions[name.lowercased()])
  }

  @Test func `every service is found, and what its actions and resource types refer to exists`() throws {
    var catalog = ServiceCatalog()
    var actions = 0
    var types = 0
    for prefix in ServiceCatalog.prefixes {
      let found = catalog.service(prefix)
      let service = try #require(found, "\(prefix)")
      actions += service.actions.count
      types += service.resourceTypes.count
      var keys = Set(service.resourceTypes.values.flatMap(\.conditionKeys))
      for (name, action) in service.actions {
        #expect(name == action.name.lowercased() && !name.isEmpty)
        let listed = action.resourceTypes
        #expect(listed.allSatisfy { service.resourceTypes[$0] != nil }, "\(prefix):\(name)")
        #expect(action.requiredTypes.isSubset(of: listed), "\(prefix):\(name)")
        for dependent in action.dependentActions { #expect(Self.exists(dependent, &catalog), "\(dependent)") }
        keys.formUnion(action.conditionKeys)
      }
      #expect(service.resourceTypes.values.allSatisfy { $0.arnPattern.hasPrefix("arn:") }, "\(prefix)")
      let unknown = keys.map { $0.lowercased() }.filter { ConditionKeys.type(of: $0) == nil }
      #expect(unknown.allSatisfy(Self.undescribed.contains), "\(unknown)")
    }
    #expect(ServiceCatalog.prefixes.count >= 457)
    #expect(ServiceCatalog.prefixes == ServiceCatalog.prefixes.sorted())
    #expect(actions >= 22_321)
    #expect(types >= 2_348)
  }

  /// The reference names this key for actions and describes it nowhere.
  private static let undescribed: Set<String> = ["kms:recipientattestation:pcr8:servicename"]

  private static func exists(_ action: String, _ catalog: inout ServiceCatalog) -> Bool {
    let parts = action.split(separator: ":").map(String.init)
    return parts.count == 2 && catalog.service(parts[0])?.actions[parts[1].lowercased()] != nil
  }

  @Test(arguments: ["", "s", "s3x", "zzz", "0", "S3", "aws", "s3\t"])
  func `there is no service of another name`(prefix: String) {
    var catalog = ServiceCatalog()
    let found = catalog.service(prefix)
    #expect(found == nil)
  }

  @Test func `an action has its level, types, keys and dependents`() throws {
    let create = try Self.action("lambda", "createfunction")
    #expect(create.name == "CreateFunction")
    #expect(create.accessLevel == .write)
    #expect(create.resourceTypes == ["function"])
    #expect(create.requiredTypes == ["function"])
    #expect(create.dependentActions.contains("iam:PassRole"))
    #expect(create.conditionKeys.contains("lambda:VpcIds"))
    #expect(create.conditionKeys.contains("aws:TagKeys"))
    let put = try Self.action("iam", "PutRolePolicy")
    #expect(put.accessLevel == .permissionsManagement)
    #expect(put.conditionKeys.contains("iam:PermissionsBoundary"))
    #expect(put.dependentActions.isEmpty)
    let list = try Self.action("s3", "ListAllMyBuckets")
    #expect(list.accessLevel == .list)
    #expect(list.resourceTypes.isEmpty && list.requiredTypes.isEmpty)
    #expect(try Self.action("ec2", "CreateTags").accessLevel == .tagging)
    #expect(try Self.action("s3", "GetObject").accessLevel == .read)
    // The last action of the last service has nothing behind it.
    #expect(try Self.service("xray").actions.count > 30)
  }

  @Test func `a key may be of some of an action's types alone`() throws {
    let run = try Self.action("ec2", "RunInstances")
    #expect(run.types(carrying: "ec2:instancetype") == ["instance"])
    #expect(run.types(carrying: "ec2:keypairname") == ["key-pair"])
    #expect(run.types(carrying: "ec2:vpc") == ["network-interface", "security-group", "subnet"])
    #expect(run.requiredTypes.isSuperset(of: ["image", "instance", "subnet"]))
    #expect(run.conditionKeys.contains("ec2:InstanceType"))
    // Keys of the whole action, and those of every type.
    #expect(run.types(carrying: "ec2:region") == nil)
    #expect(try Self.action("s3", "PutObject").types(carrying: "s3:x-amz-acl") == nil)
    #expect(run.types(carrying: "ec2:nothing") == nil)
  }

  @Test func `a resource type has its ARN pattern and keys`() throws {
    #expect(
      try Self.service("s3").resourceTypes["object"]?.arnPattern
        == "arn:${Partition}:s3:::${BucketName}/${ObjectName}")
    let function = try #require(try Self.service("lambda").resourceTypes["function"])
    #expect(function.arnPattern == "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}")
    #expect(function.conditionKeys == ["aws:ResourceTag/${TagKey}"])
  }

  @Test func `the catalog has a date`() {
    #expect(CatalogSource.date.utf8.count == 10)
    #expect(CatalogSource.date.hasPrefix("20"))
  }
}
