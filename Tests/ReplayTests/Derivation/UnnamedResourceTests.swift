import AuditStore
import IAMPolicy
import Testing

/// Resources that a call is checked on beside the one that its parameters name first.
struct UnnamedResourceTests {
  private func listed(_ event: EventText) -> [String] {
    event.derived().requests.map { "\($0.certainty) \($0.action) \($0.resource) \($0.state)" }
  }

  @Test func `a command to instances with a tag is checked on instances that the record does not name`() {
    let event = EventText(
      source: "ssm.amazonaws.com", name: "SendCommand",
      parameters: #"{"documentName":"AWS-RunShellScript","targets":[{"key":"tag:env","values":["dev"]}]}"#)
    #expect(event.requests().contains("ssm:SendCommand  unknown"))
    #expect(event.requests().count == 2)
  }

  @Test(arguments: ["i-0123456789abcdef0", "mi-0123456789abcdef0"])
  func `a command to a node by its id is checked on no other`(node: String) {
    let event = EventText(
      source: "ssm.amazonaws.com", name: "SendCommand",
      parameters: #"{"documentName":"AWS-RunShellScript","instanceIds":["\#(node)"]}"#)
    #expect(!event.requests().contains { $0.hasSuffix("unknown") })
  }

  @Test func `a request for spot instances is checked on itself`() {
    let event = EventText(
      source: "ec2.amazonaws.com", name: "RequestSpotInstances",
      parameters: #"{"spotPrice":"1","launchSpecification":{"imageId":"ami-0123456789abcdef0"}}"#)
    #expect(
      event.requests().contains(
        "ec2:RequestSpotInstances arn:aws:ec2:eu-west-1:111122223333:spot-instances-request/* wild"))
  }

  private static let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/"

  @Test func `a table that is restored is checked beside its backup`() {
    let event = EventText(
      source: "dynamodb.amazonaws.com", name: "RestoreTableFromBackup",
      parameters: #"{"targetTableName":"nt","backupArn":"\#(Self.table)t/backup/0150"}"#)
    #expect(
      event.requests() == [
        "dynamodb:RestoreTableFromBackup \(Self.table)t/backup/0150 exact",
        "dynamodb:RestoreTableFromBackup \(Self.table)nt exact",
      ])
  }

  @Test(arguments: [
    #""sourceTableName":"t""#, #""sourceTableArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t""#,
  ])
  func `a table that is restored to a point in time is checked beside its source`(source: String) {
    let event = EventText(
      source: "dynamodb.amazonaws.com", name: "RestoreTableToPointInTime",
      parameters: "{\(source),\"targetTableName\":\"nt\"}")
    #expect(
      event.requests() == [
        "dynamodb:RestoreTableToPointInTime \(Self.table)t exact",
        "dynamodb:RestoreTableToPointInTime \(Self.table)nt exact",
      ])
  }

  @Test func `the copy of a snapshot may be checked beside its source`() {
    let head = "rds:CopyDBSnapshot arn:aws:rds:eu-west-1:111122223333:snapshot:"
    let event = EventText(
      source: "rds.amazonaws.com", name: "CopyDBSnapshot",
      parameters: #"{"sourceDBSnapshotIdentifier":"a","targetDBSnapshotIdentifier":"b"}"#)
    #expect(listed(event) == ["certain \(head)a exact", "possible \(head)b exact"])
  }

  @Test func `a denial of a copy's source leaves its target open`() {
    let source = "arn:aws:rds:eu-west-1:111122223333:snapshot:a"
    let event = EventText(
      source: "rds.amazonaws.com", name: "CopyDBSnapshot",
      parameters: #"{"sourceDBSnapshotIdentifier":"a","targetDBSnapshotIdentifier":"b"}"#,
      errorCode: "AccessDenied",
      errorMessage: "User: u is not authorized to perform: rds:CopyDBSnapshot on resource: \(source) "
        + "because no identity-based policy allows the rds:CopyDBSnapshot action")
    #expect(
      listed(event) == [
        "certain rds:CopyDBSnapshot \(source) message",
        "possible rds:CopyDBSnapshot arn:aws:rds:eu-west-1:111122223333:snapshot:b exact",
      ])
  }

  @Test func `a database takes default groups where it names none`() {
    let event = EventText(
      source: "rds.amazonaws.com", name: "CreateDBInstance",
      parameters: #"{"dBInstanceIdentifier":"d","dBSubnetGroupName":"s"}"#)
    let requests = event.requests()
    #expect(requests.contains("rds:CreateDBInstance arn:aws:rds:eu-west-1:*:pg:* partial"))
    #expect(requests.contains("rds:CreateDBInstance arn:aws:rds:eu-west-1:*:og:* partial"))
    #expect(requests.contains("rds:CreateDBInstance arn:aws:rds:eu-west-1:111122223333:subgrp:s exact"))
  }

  @Test(arguments: ["mydb", "arn:aws:rds:eu-west-1:111122223333:db:mydb"])
  func `a replica and a restored database may be checked beside their source`(source: String) {
    let head = "arn:aws:rds:eu-west-1:111122223333:db:"
    let replica = listed(
      EventText(
        source: "rds.amazonaws.com", name: "CreateDBInstanceReadReplica",
        parameters: #"{"dBInstanceIdentifier":"new","sourceDBInstanceIdentifier":"\#(source)"}"#))
    #expect(replica.contains("certain rds:CreateDBInstanceReadReplica \(head)mydb exact"))
    #expect(replica.contains("possible rds:CreateDBInstanceReadReplica \(head)new exact"))
    let restored = listed(
      EventText(
        source: "rds.amazonaws.com", name: "RestoreDBInstanceToPointInTime",
        parameters:
          #"{"targetDBInstanceIdentifier":"new","sourceDBInstanceIdentifier":"\#(source)"}"#))
    #expect(restored.contains("certain rds:RestoreDBInstanceToPointInTime \(head)mydb exact"))
    #expect(restored.contains("possible rds:RestoreDBInstanceToPointInTime \(head)new exact"))
  }

  @Test func `a cache takes a default parameter group where it names none`() {
    let head = "certain elasticache:CreateReplicationGroup arn:aws:elasticache:eu-west-1:111122223333:"
    let event = EventText(
      source: "elasticache.amazonaws.com", name: "CreateReplicationGroup",
      parameters: #"{"replicationGroupId":"g"}"#)
    #expect(
      listed(event).filter { $0.hasPrefix(head) } == [
        "\(head)replicationgroup:g exact", "\(head)parametergroup:* partial",
      ])
  }

  @Test func `a message is sent from an identity beside its configuration set`() {
    let head = "certain ses:SendEmail arn:aws:ses:eu-west-1:111122223333:"
    let event = EventText(
      source: "ses.amazonaws.com", name: "SendEmail",
      parameters: #"{"source":"a@example.com","configurationSetName":"c"}"#)
    #expect(listed(event) == ["\(head)configuration-set/c exact", "\(head)identity/* partial"])
  }

  @Test func `a type that an action always has may be checked though it is not named`() {
    let event = EventText(
      source: "servicediscovery.amazonaws.com", name: "CreateService", parameters: #"{"name":"s"}"#)
    #expect(
      listed(event).contains(
        "possible servicediscovery:CreateService "
          + "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/* partial"))
  }

  @Test(arguments: [
    ("GetTables", #"{"databaseName":"db"}"#, ["database/db exact", "table/db/* partial"]),
    (
      "DeleteDatabase", #"{"name":"db"}"#,
      ["database/db exact", "table/db/* partial", "userDefinedFunction/db/* partial"]
    ),
    ("GetDatabases", "{}", ["database/* partial"]),
  ])
  func `what a database of Glue or the catalog holds is checked with it`(
    name: String, parameters: String, resources: [String]
  ) {
    let head = "certain glue:\(name) arn:aws:glue:eu-west-1:111122223333:"
    let event = EventText(source: "glue.amazonaws.com", name: name, parameters: parameters)
    #expect(Set(listed(event)) == Set(["\(head)catalog exact"] + resources.map { head + $0 }))
  }

  @Test(arguments: [
    EventText(
      source: "payment-cryptography.amazonaws.com", name: "EncryptData",
      parameters: #"{"keyIdentifier":"arn:aws:payment-cryptography:eu-west-1:111122223333:key/k"}"#),
    EventText(
      source: "timestream.amazonaws.com", name: "TagResource",
      parameters: #"{"resourceARN":"arn:aws:timestream:eu-west-1:111122223333:database/d"}"#),
    EventText(
      source: "redshift-data.amazonaws.com", name: "ListTables",
      parameters: #"{"clusterIdentifier":"c","database":"d"}"#),
  ])
  func `an alternative of a type that is named was not checked`(event: EventText) {
    #expect(listed(event).count == 1)
  }

  @Test func `an object's tags are copied with it unless others are given`() {
    func copy(_ more: String) -> EventText {
      EventText(
        name: "CopyObject",
        parameters: #"{"bucketName":"dst","key":"k","x-amz-copy-source":"src/k"\#(more)}"#)
    }
    #expect(listed(copy("")).contains("possible s3:GetObjectTagging arn:aws:s3:::src/k exact"))
    #expect(listed(copy("")).contains("possible s3:PutObjectTagging arn:aws:s3:::dst/k exact"))
    let header = #","x-amz-tagging":"a=b""#
    let tagging = [
      "possible s3:PutObjectTagging arn:aws:s3:::dst/k exact",
      "possible s3:GetObjectTagging arn:aws:s3:::src/k exact",
    ]
    for directive in ["", "COPY", "HIDDEN_DUE_TO_SECURITY_REASONS"] {
      let more = directive.isEmpty ? "" : #","x-amz-tagging-directive":"\#(directive)""#
      #expect(listed(copy(header + more)).filter { $0.contains("Tagging") } == tagging, "\(directive)")
    }
    let given = listed(copy(header + #","x-amz-tagging-directive":"REPLACE""#))
    #expect(
      given.filter { $0.contains("Tagging") } == ["certain s3:PutObjectTagging arn:aws:s3:::dst/k exact"])
  }

  @Test func `the tags of an object's version are copied with a permission of their own`() {
    let event = EventText(
      name: "CopyObject",
      parameters: #"{"bucketName":"dst","key":"k","x-amz-copy-source":"src/k?versionId=7"}"#)
    #expect(
      listed(event).filter { $0.contains("Get") && $0.contains("Tagging") }
        == ["possible s3:GetObjectVersionTagging arn:aws:s3:::src/k exact"])
  }

  @Test(arguments: ["UploadPart", "CompleteMultipartUpload"])
  func `what the call that began an upload set is open in its parts`(name: String) {
    let parameters = #"{"bucketName":"b","key":"k","uploadId":"u"}"#
    let part = EventText(name: name, parameters: parameters).derived().requests[0].context.map(\.key)
    #expect(!part.contains("s3:x-amz-server-side-encryption"))
    #expect(!part.contains("s3:object-lock-mode"))
    #expect(part.contains("s3:x-amz-copy-source"))
    let whole = EventText(name: "PutObject", parameters: parameters).derived().requests[0].context
    #expect(whole.contains(ContextFact(key: "s3:x-amz-server-side-encryption", value: .absent)))
  }
}
