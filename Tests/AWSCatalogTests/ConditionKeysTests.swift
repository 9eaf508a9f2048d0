import AWSCatalog
import Testing

struct ConditionKeysTests {
  static let types: [(key: String, value: ConditionKeyType.Value, isMultivalued: Bool)] = [
    ("aws:sourceip", .ipAddress, false), ("aws:currenttime", .date, false),
    ("aws:multifactorauthage", .numeric, false), ("aws:calledvia", .string, true),
    ("aws:tagkeys", .string, true), ("aws:principalarn", .arn, false),
    ("aws:requesttag/team", .string, false),
    ("aws:requesttag/a:b/c", .string, false), ("kms:grantoperations", .string, true),
    ("kms:encryptioncontext:app", .string, false), ("kms:encryptioncontextkeys", .string, true),
    ("kms:grantisforawsresource", .bool, false), ("dynamodb:leadingkeys", .string, true),
    ("s3:requestobjecttag/team", .string, false), ("s3:max-keys", .numeric, false),
    ("events:metadata/x", .string, true), ("events:metadata/x/matcher", .string, false),
    ("cognito-identity.amazonaws.com:amr", .string, true), ("autoscaling:targetgrouparns", .arn, true),
    ("token.actions.githubusercontent.com:actor", .string, false),
    // Two services list it, one of them as a list: it is one in neither direction for certain, so it is plain.
    ("identitystore:userid", .string, false),
  ]

  @Test(arguments: types)
  func `a key has the type that AWS documents`(
    example: (key: String, value: ConditionKeyType.Value, isMultivalued: Bool)
  ) {
    let expected = ConditionKeyType(example.value, isMultivalued: example.isMultivalued)
    #expect(ConditionKeys.type(of: example.key) == expected, "\(example.key)")
    #expect(ConditionKeys.isMultivalued(example.key) == example.isMultivalued, "\(example.key)")
  }

  @Test(arguments: [
    "", "aws:", "aws:requesttag/", "aws:sourceipp", "kms", "s3:nothing", ":", "events:metadata/",
  ])
  func `a key that AWS does not document has no type`(key: String) {
    #expect(ConditionKeys.type(of: key) == nil)
    #expect(!ConditionKeys.isMultivalued(key))
  }

  @Test func `the keys of a prefix are listed with their capitals`() {
    let names = ConditionKeys.names(withPrefix: "kms")
    #expect(names.contains("kms:EncryptionContext:${EncryptionContextKey}"))
    #expect(names.contains("kms:ViaService"))
    #expect(ConditionKeys.names(withPrefix: "aws").contains("aws:SourceIp"))
    #expect(ConditionKeys.names(withPrefix: "aws").filter { $0 == "aws:TagKeys" }.count == 1)
    #expect(ConditionKeys.names(withPrefix: "nothing").isEmpty)
  }
}
