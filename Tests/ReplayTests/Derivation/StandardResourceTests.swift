import AuditStore
import Testing

/// Resources of a documented name that a service takes where the call names none.
struct StandardResourceTests {
  private func requests(_ source: String, _ name: String, _ parameters: String) -> [String] {
    EventText(source: "\(source).amazonaws.com", name: name, parameters: parameters).requests()
  }

  private static func head(_ service: String) -> String { "arn:aws:\(service):eu-west-1:111122223333:" }

  @Test(arguments: [
    ("DescribeTasks", #"{"tasks":["t"]}"#, "task/default/t exact"),
    ("DescribeTasks", #"{"tasks":["t"],"cluster":"c"}"#, "task/c/t exact"),
    ("CreateService", #"{"serviceName":"s"}"#, "service/default/s exact"),
    ("DescribeContainerInstances", #"{"containerInstances":["i"]}"#, "container-instance/default/i exact"),
    ("ListTasks", "{}", "container-instance/default/* partial"),
    ("DescribeClusters", "{}", "cluster/default exact"),
    ("CreateCluster", #"{"clusterName":"c"}"#, "cluster/c exact"),
    ("TagResource", #"{"resourceArn":"arn:aws:ecs:eu-west-1:111122223333:task/c/t"}"#, "task/c/t exact"),
    ("DescribeTasks", #"{"tasks":["arn:aws:ecs:eu-west-1:111122223333:task/c/t"]}"#, "task/c/t exact"),
  ])
  func `a call to ECS without a cluster is about the default one`(
    name: String, parameters: String, resource: String
  ) {
    #expect(requests("ecs", name, parameters) == ["ecs:\(name) \(Self.head("ecs"))\(resource)"])
  }

  @Test func `a cluster that the record hides is not the default one`() {
    let hidden = #"{"tasks":["t"],"cluster":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#
    #expect(!requests("ecs", "DescribeTasks", hidden).contains { $0.contains("default") })
    let denied = EventText(
      source: "ecs.amazonaws.com", name: "DescribeClusters", errorCode: "AccessDenied", errorMessage: "no")
    #expect(denied.requests() == ["ecs:DescribeClusters  unknown"])
  }

  @Test func `a type that a call need not be on is not taken for the default one`() {
    let found = requests("ecs", "ListGatewayClusterAssociations", "{}")
    #expect(!found.contains { $0.contains("default") })
  }

  @Test(arguments: ["StartQueryExecution", "CreateNamedQuery", "ListQueryExecutions", "ListNamedQueries"])
  func `a query without a workgroup is one of the primary one`(name: String) {
    let head = "athena:\(name) \(Self.head("athena"))workgroup/"
    #expect(requests("athena", name, #"{"database":"d"}"#) == ["\(head)primary exact"])
    #expect(requests("athena", name, #"{"workGroup":"w"}"#) == ["\(head)w exact"])
  }

  @Test func `a schedule without a group is in the default one`() {
    let head = "scheduler:GetSchedule \(Self.head("scheduler"))schedule/"
    #expect(requests("scheduler", "GetSchedule", #"{"name":"n"}"#) == ["\(head)default/n exact"])
    #expect(
      requests("scheduler", "GetSchedule", #"{"name":"n","groupName":"g"}"#) == ["\(head)g/n exact"])
  }

  @Test(arguments: [
    ("BatchGetBuilds", #"{"ids":["p:0-1"]}"#), ("StopBuild", #"{"id":"p:0-1"}"#),
    ("RetryBuildBatch", #"{"id":"p:0-1"}"#),
    ("RetryBuild", #"{"id":"arn:aws:codebuild:eu-west-1:111122223333:build/p:0-1"}"#),
  ])
  func `the id of a build begins with its project`(name: String, parameters: String) {
    #expect(
      requests("codebuild", name, parameters) == [
        "codebuild:\(name) \(Self.head("codebuild"))project/p exact"
      ])
  }
}
