import AuditStore
import IAMPolicy
import Testing

/// Roles that a call's own parameters name.
struct PassedRoleTests {
  struct Call: Sendable {
    var source: String
    var name: String
    var parameters: String
    var role = "arn:aws:iam::111122223333:role/r"
    var state = ResourceState.exact

    var event: EventText {
      EventText(source: "\(source).amazonaws.com", name: name, parameters: parameters)
    }
  }

  private func passed(_ event: EventText) -> [String] {
    event.derived().requests.filter { $0.action == "iam:PassRole" }.map {
      "\($0.certainty) \($0.resource) \($0.state)"
    }
  }

  @Test(arguments: [
    ("UpdateIntegration", #""restApiId":"a","resourceId":"r","httpMethod":"POST""#, "/credentials"),
    ("UpdateAuthorizer", #""restApiId":"a","authorizerId":"x""#, "/authorizerCredentials"),
    ("UpdateAccount", #""x":1"#, "/cloudwatchRoleArn"),
  ])
  func `a role in a change of what API Gateway holds is perhaps handed on`(
    name: String, parameters: String, path: String
  ) {
    let change = #"{"op":"replace","path":"\#(path)","value":"\#(Self.role)"}"#
    let event = EventText(
      source: "apigateway.amazonaws.com", name: name,
      parameters: #"{\#(parameters),"\#(name)Input":{"patchOperations":[\#(change)]}}"#)
    #expect(passed(event) == ["possible \(Self.role) exact"])
  }

  private static let role = "arn:aws:iam::111122223333:role/r"

  static let calls = [
    Call(
      source: "lambda", name: "UpdateFunctionConfiguration20150331v2",
      parameters: #"{"functionName":"f","role":"\#(role)"}"#),
    Call(
      source: "events", name: "PutTargets",
      parameters:
        #"{"rule":"r","targets":[{"id":"1","arn":"arn:aws:kinesis:eu-west-1:111122223333:stream/s","roleArn":"\#(role)"}]}"#
    ),
    Call(
      source: "ec2", name: "CreateFlowLogs",
      parameters:
        #"{"CreateFlowLogsRequest":{"ResourceId":{"tag":1,"content":"vpc-1"},"ResourceType":"VPC","DeliverLogsPermissionArn":"\#(role)"}}"#
    ),
    Call(
      source: "glue", name: "CreateCrawler", parameters: #"{"name":"c","role":"service-role/r"}"#,
      role: "arn:aws:iam::111122223333:role/service-role/r", state: .assumed),
    Call(
      source: "ssm", name: "StartAutomationExecution",
      parameters: #"{"documentName":"d","parameters":{"AutomationAssumeRole":["\#(role)"]}}"#),
    Call(
      source: "autoscaling", name: "RegisterScalableTarget",
      parameters: #"{"serviceNamespace":"ecs","resourceId":"service/c/s","roleARN":"\#(role)"}"#),
    Call(
      source: "cognito-idp", name: "CreateUserPoolClient",
      parameters: #"{"userPoolId":"eu-west-1_a","analyticsConfiguration":{"roleArn":"\#(role)"}}"#),
    Call(
      source: "cognito-idp", name: "CreateUserPool",
      parameters: #"{"poolName":"p","smsConfiguration":{"snsCallerArn":"\#(role)"}}"#),
    Call(
      source: "cognito-identity", name: "SetIdentityPoolRoles",
      parameters: #"{"identityPoolId":"eu-west-1:1","roles":{"authenticated":"\#(role)"}}"#),
    Call(
      source: "ecs", name: "RegisterTaskDefinition", parameters: #"{"family":"f","taskRoleArn":"r"}"#,
      state: .assumed),
    Call(
      source: "elasticmapreduce", name: "RunJobFlow", parameters: #"{"name":"j","serviceRole":"r"}"#,
      state: .assumed),
    Call(
      source: "airflow", name: "CreateEnvironment", parameters: #"{"name":"e","executionRoleArn":"\#(role)"}"#
    ),
    Call(
      source: "bedrock", name: "CreateAgent",
      parameters: #"{"agentName":"a","agentResourceRoleArn":"\#(role)"}"#),
    Call(
      source: "apigateway", name: "PutIntegration",
      parameters: #"{"restApiId":"a","resourceId":"b","httpMethod":"GET","credentials":"\#(role)"}"#),
    Call(
      source: "redshift", name: "ModifyClusterIamRoles",
      parameters: #"{"clusterIdentifier":"c","addIamRoles":["\#(role)"]}"#),
    Call(
      source: "cloudformation", name: "CreateStackSet",
      parameters: #"{"stackSetName":"c","administrationRoleARN":"\#(role)","executionRoleName":"x"}"#),
  ]

  @Test(arguments: calls)
  func `a call that hands on a role is checked for it`(call: Call) {
    #expect(passed(call.event) == ["certain \(call.role) \(call.state)"])
  }

  static let others = [
    Call(source: "organizations", name: "CreateAccount", parameters: #"{"accountName":"a","roleName":"x"}"#),
    Call(
      source: "cloudformation", name: "UpdateStackSet",
      parameters: #"{"stackSetName":"c","executionRoleName":"x"}"#),
    Call(source: "cloudformation", name: "UpdateStack", parameters: #"{"stackName":"s"}"#),
    Call(source: "quicksight", name: "RegisterUser", parameters: #"{"namespace":"n","userRole":"AUTHOR"}"#),
    Call(source: "sts", name: "AssumeRole", parameters: #"{"roleArn":"\#(role)","roleSessionName":"s"}"#),
    Call(source: "eks", name: "DescribeAddon", parameters: #"{"name":"c","roleArn":"\#(role)"}"#),
    Call(
      source: "apigateway", name: "PutIntegration",
      parameters:
        #"{"restApiId":"a","resourceId":"b","httpMethod":"GET","credentials":"arn:aws:iam::*:user/*"}"#),
  ]

  @Test(arguments: others)
  func `a role that is not handed on is no check`(call: Call) { #expect(passed(call.event) == []) }

  static let perhaps = [
    Call(source: "eks", name: "CreateAddon", parameters: #"{"name":"c","serviceAccountRoleArn":"\#(role)"}"#),
    Call(
      source: "cloudformation", name: "DeleteStack", parameters: #"{"stackName":"s","roleARN":"\#(role)"}"#),
    Call(
      source: "redshift", name: "ModifyClusterIamRoles",
      parameters: #"{"clusterIdentifier":"c","removeIamRoles":["\#(role)"]}"#),
  ]

  private static let otherRole = "arn:aws:iam::444455556666:role/r"

  static let assumed = [
    Call(
      source: "codepipeline", name: "CreatePipeline",
      parameters: #"{"pipeline":{"stages":[{"name":"s","actions":[{"name":"a","roleArn":"\#(role)"}]}]}}"#),
    Call(
      source: "codepipeline", name: "UpdatePipeline",
      parameters: #"{"pipeline":{"stages":[{"actions":[{"roleArn":"\#(otherRole)"}]}]}}"#, role: otherRole),
    Call(
      source: "eks", name: "CreatePodIdentityAssociation",
      parameters: #"{"name":"c","targetRoleArn":"\#(otherRole)"}"#, role: otherRole),
    Call(
      source: "events", name: "PutRule", parameters: #"{"name":"r","roleArn":"\#(otherRole)"}"#,
      role: otherRole),
  ]

  @Test(arguments: assumed)
  func `a role that another role assumes, as one of another account must be, is perhaps not passed`(
    call: Call
  ) {
    #expect(passed(call.event) == ["possible \(call.role) exact"])
  }

  @Test func `the role of a pipeline itself is passed`() {
    let event = EventText(
      source: "codepipeline.amazonaws.com", name: "CreatePipeline",
      parameters:
        #"{"pipeline":{"roleArn":"\#(Self.role)","stages":[{"actions":[{"roleArn":"\#(Self.otherRole)"}]}]}}"#
    )
    #expect(passed(event) == ["certain \(Self.role) exact", "possible \(Self.otherRole) exact"])
  }

  @Test(arguments: perhaps)
  func `of other calls that write and name a role it is possible`(call: Call) {
    #expect(passed(call.event) == ["possible \(Self.role) exact"])
  }

  @Test func `a feedback role is the value of a topic's attribute`() {
    let event = EventText(
      source: "sns.amazonaws.com", name: "SetTopicAttributes",
      parameters:
        #"{"topicArn":"arn:aws:sns:eu-west-1:111122223333:t","attributeName":"SQSSuccessFeedbackRoleArn","attributeValue":"\#(Self.role)"}"#
    )
    #expect(passed(event) == ["certain \(Self.role) exact"])
  }

  @Test func `the profile of a job flow holds a role that the record does not name`() {
    let event = EventText(
      source: "elasticmapreduce.amazonaws.com", name: "RunJobFlow",
      parameters: #"{"name":"j","jobFlowRole":"EMR_EC2_DefaultRole"}"#)
    #expect(passed(event) == ["certain arn:aws:iam::111122223333:role/* partial"])
  }

  @Test func `a role that the record hides may be any`() {
    let event = EventText(
      source: "glue.amazonaws.com", name: "CreateJob",
      parameters: #"{"name":"j","role":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#)
    #expect(passed(event) == ["possible  unknown"])
  }

  private func denied(_ parameters: String, _ role: String) -> EventText {
    EventText(
      source: "glue.amazonaws.com", name: "CreateJob", parameters: parameters, errorCode: "AccessDenied",
      errorMessage: "User: x is not authorized to perform: iam:PassRole on resource: \(role) because no "
        + "identity-based policy allows the iam:PassRole action")
  }

  @Test(arguments: [
    "null", #"{"name":"j"}"#, #"{"name":"j","role":"r"}"#, #"{"name":"j","role":"HIDDEN_FOR_SECURITY"}"#,
    #"{"name":"j","role":"service-role/r"}"#, #"{"name":"j","role":"\#(role)"}"#,
  ])
  func `a denial tells the role, whatever of it the parameters show`(parameters: String) {
    for role in ["arn:aws:iam::111122223333:role/service-role/r", Self.role] {
      let event = denied(parameters, role)
      let own = parameters.contains(Self.role) && role != Self.role ? ["certain \(Self.role) exact"] : []
      #expect(passed(event) == own + ["certain \(role) message"])
      let derived = event.derived()
      #expect(derived.deniedRequest.map { derived.requests[$0].resource } == role)
      #expect(
        derived.deniedRequest.map { derived.requests[$0].context }
          == [ContextFact(key: "iam:passedtoservice", value: .value("glue.amazonaws.com"))])
    }
  }

  @Test func `a denial that quotes one of two roles leaves the other one`() {
    var event = denied(
      #"{"family":"f","taskRoleArn":"\#(Self.role)","executionRoleArn":"x"}"#, Self.role + "2")
    (event.source, event.name) = ("ecs.amazonaws.com", "RegisterTaskDefinition")
    #expect(
      passed(event) == [
        "certain \(Self.role) exact", "certain arn:aws:iam::111122223333:role/x assumed",
        "certain \(Self.role)2 message",
      ])
  }

  @Test func `a role that neither parameters nor message tell may be any`() {
    var event = denied("null", "")
    event.errorMessage = "User: x is not authorized to perform: iam:PassRole"
    #expect(passed(event) == ["certain  unknown"])
  }

  @Test func `flow logs take the role for another service than EC2`() {
    let event = EventText(
      source: "ec2.amazonaws.com", name: "CreateFlowLogs",
      parameters: #"{"CreateFlowLogsRequest":{"DeliverLogsPermissionArn":"\#(Self.role)"}}"#)
    let context = event.derived().requests.first { $0.action == "iam:PassRole" }?.context
    #expect(
      context == [ContextFact(key: "iam:passedtoservice", value: .value("vpc-flow-logs.amazonaws.com"))])
  }

  @Test func `a node group takes its role for the nodes, or for EKS, which makes them`() {
    let event = EventText(
      source: "eks.amazonaws.com", name: "CreateNodegroup",
      parameters: #"{"name":"c","nodegroupName":"n","nodeRole":"\#(Self.role)"}"#)
    let context = event.derived().requests.first { $0.action == "iam:PassRole" }?.context
    #expect(
      context == [
        ContextFact(
          key: "iam:passedtoservice",
          value: .oneOf([.value("ec2.amazonaws.com"), .value("eks.amazonaws.com")]))
      ])
  }
}
