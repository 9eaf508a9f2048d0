import AuditStore
import Testing

/// Resources of which the service's answer tells what the call leaves open.
struct AnsweredResourceTests {
  private static let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db"

  private func requests(_ name: String, _ secret: String, answer: String) -> [String] {
    EventText(
      source: "secretsmanager.amazonaws.com", name: name, parameters: #"{"secretId":"\#(secret)"}"#,
      response: answer
    ).requests()
  }

  @Test(arguments: [("PutSecretValue", "arn"), ("DeleteSecret", "aRN"), ("UpdateSecret", "arn")])
  func `the answer holds the ARN of a secret that the call names`(name: String, member: String) {
    let answer = #"{"\#(member)":"\#(Self.secret)-AbC1d2","name":"prod/db"}"#
    for named in ["prod/db", Self.secret, "\(Self.secret)-AbC1d2"] {
      #expect(
        requests(name, named, answer: answer) == ["secretsmanager:\(name) \(Self.secret)-AbC1d2 exact"])
    }
  }

  @Test func `an answer that names another secret, or none, tells nothing`() {
    let open = ["secretsmanager:PutSecretValue \(Self.secret)-?????? assumed"]
    for answer in [
      "null", "{}", #"{"arn":"prod/db"}"#, #"{"arn":"\#(Self.secret)"}"#,
      #"{"arn":"\#(Self.secret)x-AbC1d2"}"#,
      #"{"arn":"arn:aws:iam::111122223333:role/db-AbC1d2"}"#, "[]", #"{"arn":7}"#,
    ] {
      #expect(requests("PutSecretValue", "prod/db", answer: answer) == open, "\(answer)")
    }
  }

  @Test func `a new secret was checked before it had its characters`() {
    let event = EventText(
      source: "secretsmanager.amazonaws.com", name: "CreateSecret",
      parameters: #"{"name":"prod/db","addReplicaRegions":[{"region":"us-east-1"}]}"#,
      response: #"{"arn":"\#(Self.secret)-AbC1d2","name":"prod/db"}"#)
    #expect(
      event.requests()
        == ["CreateSecret", "ReplicateSecretToRegions"].map {
          "secretsmanager:\($0) \(Self.secret)-?????? assumed"
        })
  }

  private func deletion(_ answer: String) -> [String] {
    EventText(
      source: "iam.amazonaws.com", name: "DeleteServiceLinkedRole",
      parameters: #"{"roleName":"AWSServiceRoleForECS"}"#, response: answer
    ).requests()
  }

  @Test func `the task that deletes a service-linked role holds its path`() {
    let roles = "iam:DeleteServiceLinkedRole arn:aws:iam::111122223333:role/aws-service-role"
    let task =
      "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/ec720f7a-c0ba-4838-be33-f72e1873dd52"
    #expect(
      deletion(#"{"deletionTaskId":"\#(task)"}"#)
        == ["\(roles)/ecs.amazonaws.com/AWSServiceRoleForECS exact"])
    for answer in ["null", "{}", #"{"deletionTaskId":"task/aws-service-role/ecs.amazonaws.com/Other/1"}"#] {
      #expect(deletion(answer) == ["\(roles)/*/AWSServiceRoleForECS partial"])
    }
  }
}
