import AuditStore
import Testing

/// Operations that are checked for several actions on different resources of one type, or by several services.
struct SharedOperationTests {
  private static let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/"

  private func listed(_ names: String...) -> String {
    "[" + names.map { #"{"accountId":"111122223333","ARN":"\#(Self.table)\#($0)"}"# }.joined(separator: ",")
      + "]"
  }

  private func transaction(_ parameters: String, resources: String? = nil) -> EventText {
    EventText(
      source: "dynamodb.amazonaws.com", name: "TransactWriteItems", parameters: parameters,
      resources: resources)
  }

  static let transactions = [
    #"{"transactItems":[{"put":{"tableName":"a"}},{"delete":{"tableName":"b"}},{"put":{"tableName":"a"}}]}"#,
    #"{"TransactItems":[{"Put":{"TableName":"a","Item":{"x":{"S":"v"}}}},{"Delete":{"TableName":"arn:aws:dynamodb:eu-west-1:111122223333:table/b"}}]}"#,
  ]

  @Test(arguments: transactions)
  func `a member of a transaction is checked on its own table`(parameters: String) {
    let expected = [
      "dynamodb:PutItem \(Self.table)a exact", "dynamodb:DeleteItem \(Self.table)b exact",
    ]
    for resources in [nil, listed("a", "b")] {
      #expect(transaction(parameters, resources: resources).requests() == expected)
      #expect(transaction(parameters, resources: resources).derived().requests.count == 2)
    }
  }

  @Test func `what only the event's list tells may be the table of any member`() {
    let hidden = transaction("null", resources: listed("a", "b"))
    #expect(hidden.requests() == [])
    let nameless = transaction(
      #"{"transactItems":[{"put":{}},{"delete":{"tableName":"b"}}]}"#, resources: listed("a", "b"))
    #expect(nameless.requests() == ["dynamodb:DeleteItem \(Self.table)b exact"])
    let open = nameless.derived().requests.filter { $0.certainty == .possible }
    #expect(
      open.map { "\($0.action) \($0.resource)" }
        == ["dynamodb:PutItem \(Self.table)a", "dynamodb:PutItem \(Self.table)b"])
  }

  @Test func `a member whose table no field tells is checked on an unknown one`() {
    let event = transaction(#"{"transactItems":[{"put":{}},{"delete":{"tableName":"b"}}]}"#)
    #expect(event.requests().contains("dynamodb:PutItem  unknown"))
  }

  private static let copied =
    #"[{"ARN":"arn:aws:s3:::dst/a"},{"accountId":"111122223333","ARN":"arn:aws:s3:::dst"},"#
    + #"{"ARN":"arn:aws:s3:::src/b"},{"accountId":"999999999999","ARN":"arn:aws:s3:::src"}]"#

  @Test(arguments: ["CopyObject", "UploadPartCopy"])
  func `a copy writes its target alone and reads its source alone`(name: String) {
    let event = EventText(
      name: name, parameters: #"{"bucketName":"dst","key":"a","x-amz-copy-source":"src/b"}"#,
      resources: Self.copied)
    let certain = event.derived().requests.filter { $0.certainty == .certain }
    #expect(
      certain.map { "\($0.action) \($0.resource) \($0.resourceAccount ?? "-")" }
        == [
          "s3:GetObject arn:aws:s3:::src/b 999999999999", "s3:PutObject arn:aws:s3:::dst/a 111122223333",
        ])
  }

  @Test func `a copy within a bucket is told apart by the keys`() {
    let event = EventText(
      name: "CopyObject", parameters: #"{"bucketName":"b","key":"new","x-amz-copy-source":"b/old"}"#,
      resources: #"[{"ARN":"arn:aws:s3:::b/old"},{"ARN":"arn:aws:s3:::b/new"}]"#)
    #expect(
      event.requests() == ["s3:GetObject arn:aws:s3:::b/old exact", "s3:PutObject arn:aws:s3:::b/new exact"])
  }

  @Test func `which of the listed objects a copy makes stays open without its parameters`() {
    let event = EventText(
      name: "CopyObject", parameters: "null", resources: Self.copied, errorCode: "InternalError")
    let puts = event.derived().requests.filter { $0.action == "s3:PutObject" }
    #expect(puts.map(\.resource) == ["arn:aws:s3:::dst/a", "arn:aws:s3:::src/b"])
    #expect(puts.map(\.certainty) == [.possible, .possible])
  }

  static let scaling = [
    "PutScalingPolicy", "DeleteScheduledAction", "DescribeScalingActivities", "DescribeScheduledActions",
    "GetPredictiveScalingForecast",
  ]

  private func actions(_ event: EventText) -> [String] {
    event.derived().requests.map { "\($0.certainty) \($0.action)" }
  }

  @Test(arguments: scaling)
  func `the namespace of a service tells Application Auto Scaling from EC2 Auto Scaling`(name: String) {
    func scaling(_ parameters: String, _ error: String? = nil) -> EventText {
      EventText(
        source: "autoscaling.amazonaws.com", name: name, parameters: parameters, errorCode: error)
    }
    #expect(
      actions(scaling(#"{"serviceNamespace":"dynamodb","resourceId":"table/t"}"#))
        == ["certain application-autoscaling:\(name)"])
    #expect(
      actions(scaling(#"{"autoScalingGroupName":"g","policyName":"p"}"#)) == ["certain autoscaling:\(name)"])
    #expect(
      actions(scaling("null", "AccessDenied"))
        == ["possible autoscaling:\(name)", "possible application-autoscaling:\(name)"])
  }

  @Test(arguments: [
    ("/restapis/r1", ["certain apigateway:PUT"]), ("/apis/h1", ["certain apigateway:POST"]),
    ("/domainnames/example.com", ["possible apigateway:PUT", "possible apigateway:POST"]),
  ])
  func `what is tagged tells which version of API Gateway is asked`(path: String, expected: [String]) {
    let arn = "arn:aws:apigateway:eu-west-1::\(path)"
    let encoded = arn.replacing(":", with: "%3A").replacing("/", with: "%2F")
    for text in [arn, encoded] {
      let event = EventText(
        source: "apigateway.amazonaws.com", name: "TagResource",
        parameters: #"{"resourceArn":"\#(text)","tags":{"a":"b"}}"#)
      #expect(actions(event) == expected)
    }
  }

  @Test func `which version is asked is not known where a denied call shows no parameters`() {
    let event = EventText(
      source: "apigateway.amazonaws.com", name: "TagResource", errorCode: "AccessDenied")
    #expect(actions(event) == ["possible apigateway:PUT", "possible apigateway:POST"])
  }
}
