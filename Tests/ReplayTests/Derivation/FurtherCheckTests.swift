import AuditStore
import Testing

/// Checks that a service documents beside that of the call's own action, and what of the call they hang on.
struct FurtherCheckTests {
  private static let region = "eu-west-1:111122223333"

  private func certain(_ source: String, _ name: String, _ parameters: String) -> [String] {
    EventText(source: "\(source).amazonaws.com", name: name, parameters: "{\(parameters)}").requests()
  }

  private func possible(_ source: String, _ name: String, _ parameters: String) -> [String] {
    EventText(source: "\(source).amazonaws.com", name: name, parameters: "{\(parameters)}").derived()
      .requests.filter { $0.certainty == .possible }.map { "\($0.action) \($0.resource)" }
  }

  @Test(arguments: ["CreateFunction20150331", "UpdateFunctionConfiguration20150331v2"])
  func `each layer of a function is read by its version`(name: String) {
    let own = "arn:aws:lambda:\(Self.region):layer:mine:3"
    let foreign = "arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:14"
    let plain = certain("lambda", name, #""functionName":"f","runtime":"python3.12""#)
    #expect(!plain.contains { $0.contains("Layer") })
    #expect(certain("lambda", name, #""functionName":"f","layers":[]"#).count == 1)
    let layers = certain("lambda", name, #""functionName":"f","layers":["\#(own)","\#(foreign)"]"#)
    #expect(
      layers.dropFirst()
        == ["lambda:GetLayerVersion \(own) exact", "lambda:GetLayerVersion \(foreign) exact"])
    #expect(layers.first?.hasSuffix("arn:aws:lambda:\(Self.region):function:f exact") == true)
  }

  @Test func `a new secret is replicated by a check of its own`() {
    let secret = "arn:aws:secretsmanager:\(Self.region):secret:prod/db-?????? assumed"
    let create = "secretsmanager:CreateSecret \(secret)"
    #expect(certain("secretsmanager", "CreateSecret", #""name":"prod/db""#) == [create])
    #expect(
      certain(
        "secretsmanager", "CreateSecret", #""name":"prod/db","addReplicaRegions":[{"region":"us-east-1"}]"#)
        == [create, "secretsmanager:ReplicateSecretToRegions \(secret)"])
  }

  @Test func `secrets that filters find are listed`() {
    let read = "secretsmanager:BatchGetSecretValue * star"
    #expect(certain("secretsmanager", "BatchGetSecretValue", #""secretIdList":["a"]"#) == [read])
    #expect(
      certain("secretsmanager", "BatchGetSecretValue", #""filters":[{"key":"name","values":["prod"]}]"#)
        == [read, "secretsmanager:ListSecrets * star"])
  }

  @Test func `a table that is made with a resource policy is checked for that`() {
    let table = "arn:aws:dynamodb:\(Self.region):table/t exact"
    #expect(certain("dynamodb", "CreateTable", #""tableName":"t""#) == ["dynamodb:CreateTable \(table)"])
    #expect(
      certain("dynamodb", "CreateTable", #""tableName":"t","resourcePolicy":"{}""#)
        == ["dynamodb:CreateTable \(table)", "dynamodb:PutResourcePolicy \(table)"])
  }

  private static let balancer = "arn:aws:elasticloadbalancing:\(region):loadbalancer/app/lb/50dc6c495c0c9188"
  private static let stage = "arn:aws:apigateway:eu-west-1::/restapis/r1/stages/prod"

  @Test(arguments: ["AssociateWebACL", "DisassociateWebACL"])
  func `what a web ACL protects is checked by its own service`(name: String) {
    let acl = "arn:aws:wafv2:\(Self.region):regional/webacl/w/1234"
    func checks(_ resource: String) -> [String] {
      certain("wafv2", name, #""webACLArn":"\#(acl)","resourceArn":"\#(resource)""#).filter {
        !$0.hasPrefix("wafv2:")
      }
    }
    #expect(checks(Self.balancer) == ["elasticloadbalancing:SetWebAcl \(Self.balancer) exact"])
    #expect(checks(Self.stage) == ["apigateway:SetWebACL \(Self.stage) exact"])
    let pool = "arn:aws:cognito-idp:\(Self.region):userpool/eu-west-1_a"
    #expect(checks(pool) == [])
    #expect(
      possible("wafv2", name, #""webACLArn":"\#(acl)","resourceArn":"\#(pool)""#).contains(
        "cognito-idp:\(name) \(pool)"))
  }

  @Test func `which service a denied association is checked by is not known without its parameters`() {
    let actions = EventText(
      source: "wafv2.amazonaws.com", name: "AssociateWebACL", errorCode: "WAFInternalErrorException"
    ).derived().requests.filter { $0.certainty == .possible }.map(\.action)
    #expect(
      Set(actions).isSuperset(of: [
        "elasticloadbalancing:SetWebAcl", "apigateway:SetWebACL", "ec2:AssociateVerifiedAccessInstanceWebAcl",
      ]))
  }

  @Test func `messages that are moved may be received from their queue and deleted in it`() {
    let source = "arn:aws:sqs:\(Self.region):dead"
    #expect(
      possible(
        "sqs", "StartMessageMoveTask",
        #""sourceArn":"\#(source)","destinationArn":"arn:aws:sqs:\#(Self.region):q""#)
        == ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map { "sqs:\($0) \(source)" })
  }

  @Test func `tags that a session hands on may be a check of their own`() {
    let role = "arn:aws:iam::111122223333:role/b"
    let plain = #""roleArn":"\#(role)","roleSessionName":"s""#
    let incoming = #","incomingTransitiveTags":{"team":"a"}"#
    #expect(possible("sts", "AssumeRole", plain) == [])
    #expect(possible("sts", "AssumeRole", plain + incoming) == ["sts:TagSession \(role)"])
    #expect(certain("sts", "AssumeRole", plain + incoming) == ["sts:AssumeRole \(role) exact"])
    let tagged = plain + incoming + #","tags":[{"key":"x","value":"y"}]"#
    #expect(possible("sts", "AssumeRole", tagged) == [])
    #expect(certain("sts", "AssumeRole", tagged).contains("sts:TagSession \(role) exact"))
  }
}
