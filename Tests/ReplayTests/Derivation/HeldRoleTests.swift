import AuditStore
import IAMPolicy
import Testing

/// Roles that a call passes on within something else.
struct HeldRoleTests {
  private static let anyRole = "arn:aws:iam::111122223333:role/*"

  private func passed(_ event: EventText) -> [String] {
    event.derived().requests.filter { $0.action == "iam:PassRole" }.map {
      "\($0.certainty) \($0.resource) \($0.state)"
    }
  }

  static let profiles: [(source: String, name: String, parameters: String)] = [
    (
      "ec2", "RunInstances",
      #"{"iamInstanceProfile":{"name":"p"},"launchTemplate":{"launchTemplateId":"lt-1"},"subnetId":"subnet-1"}"#
    ),
    (
      "ec2", "AssociateIamInstanceProfile",
      #"{"AssociateIamInstanceProfileRequest":{"InstanceId":"i-1","IamInstanceProfile":{"Arn":"arn:aws:iam::111122223333:instance-profile/p"}}}"#
    ),
    (
      "ec2", "ReplaceIamInstanceProfileAssociation",
      #"{"ReplaceIamInstanceProfileAssociationRequest":{"AssociationId":"a","IamInstanceProfile":{"Name":"p"}}}"#
    ),
    (
      "autoscaling", "CreateLaunchConfiguration",
      #"{"launchConfigurationName":"l","iamInstanceProfile":"p"}"#
    ),
    (
      "batch", "CreateComputeEnvironment",
      #"{"computeResources":{"instanceRole":"arn:aws:iam::111122223333:instance-profile/p"}}"#
    ),
  ]

  @Test(arguments: profiles)
  func `an instance profile passes a role that the record does not name`(
    event: (source: String, name: String, parameters: String)
  ) {
    let text = EventText(
      source: "\(event.source).amazonaws.com", name: event.name, parameters: event.parameters)
    #expect(passed(text) == ["certain \(Self.anyRole) partial"])
    let context = text.derived().requests.first { $0.action == "iam:PassRole" }?.context
    #expect(context == [ContextFact(key: "iam:passedtoservice", value: .value("ec2.amazonaws.com"))])
  }

  static let holders: [(source: String, name: String, parameters: String)] = [
    ("ec2", "RunInstances", #"{"launchTemplate":{"launchTemplateId":"lt-1"}}"#),
    ("autoscaling", "CreateAutoScalingGroup", #"{"autoScalingGroupName":"g","launchConfigurationName":"l"}"#),
    ("ecs", "RunTask", #"{"cluster":"c","taskDefinition":"t:1"}"#),
    ("ecs", "StartTask", #"{"cluster":"c","taskDefinition":"t:1"}"#),
    ("ecs", "CreateService", #"{"serviceName":"s","taskDefinition":"t:1"}"#),
  ]

  @Test(arguments: holders)
  func `a launch template or task definition may pass a role`(
    event: (source: String, name: String, parameters: String)
  ) {
    let text = EventText(
      source: "\(event.source).amazonaws.com", name: event.name, parameters: event.parameters)
    #expect(passed(text) == ["possible \(Self.anyRole) partial"])
  }

  @Test func `a call without profile and template passes no role`() {
    #expect(
      passed(
        EventText(
          source: "ec2.amazonaws.com", name: "RunInstances",
          parameters: #"{"iamInstanceProfile":{},"subnetId":"subnet-1"}"#)) == [])
  }

  @Test func `a denial that quotes the role names it`() {
    let event = EventText(
      source: "ec2.amazonaws.com", name: "RunInstances", parameters: #"{"iamInstanceProfile":{"name":"p"}}"#,
      errorCode: "Client.UnauthorizedOperation",
      errorMessage: "User: x is not authorized to perform: iam:PassRole on resource: "
        + "arn:aws:iam::111122223333:role/r because no identity-based policy allows the iam:PassRole action")
    #expect(passed(event) == ["certain arn:aws:iam::111122223333:role/r message"])
  }

  @Test(arguments: [
    (#""role/fleet""#, "fleet", ["spotfleet"]), (#""role/fleet""#, "p", ["ec2"]),
    (#""HIDDEN_DUE_TO_SECURITY_REASONS""#, "p", ["spotfleet", "ec2"]), ("null", "p", ["ec2"]),
  ])
  func `a denial is of the role that a parameter names, else of one in the profile`(
    named: String, quoted: String, services: [String]
  ) {
    let named = named.replacing("role/", with: "arn:aws:iam::111122223333:role/")
    let event = EventText(
      source: "ec2.amazonaws.com", name: "RequestSpotFleet",
      parameters:
        #"{"spotFleetRequestConfig":{"iamFleetRole":\#(named),"launchSpecifications":[{"iamInstanceProfile":{"name":"p"}}]}}"#,
      errorCode: "Client.UnauthorizedOperation",
      errorMessage: "User: x is not authorized to perform: iam:PassRole on resource: "
        + "arn:aws:iam::111122223333:role/\(quoted) because no identity-based policy allows the iam:PassRole action"
    )
    let derived = event.derived()
    let values = services.map { ContextValue.value("\($0).amazonaws.com") }
    #expect(
      derived.deniedRequest.map { derived.requests[$0].context } == [
        ContextFact(key: "iam:passedtoservice", value: values.count == 1 ? values[0] : .oneOf(values))
      ])
  }
}
