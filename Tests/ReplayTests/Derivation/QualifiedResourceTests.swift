import AuditStore
import Testing

/// Resources whose ARN in a check is longer than the one that the event names them by.
struct QualifiedResourceTests {
  typealias Example = ResourceDerivationTests.Example

  private static let function = "arn:aws:lambda:eu-west-1:111122223333:function:f"
  private static let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t"
  private static let group = "arn:aws:logs:eu-west-1:111122223333:log-group:/prod/g"

  private static func invoke(_ parameters: String, resources: String? = nil) -> EventText {
    EventText(source: "lambda.amazonaws.com", name: "Invoke", parameters: parameters, resources: resources)
  }

  static let functions: [Example] = [
    Example(
      "no qualifier", invoke(#"{"functionName":"f"}"#), "lambda:InvokeFunction \(function) exact"),
    Example(
      "a parameter", invoke(#"{"functionName":"f","qualifier":"live"}"#),
      "lambda:InvokeFunction \(function):live exact"),
    Example(
      "in the name", invoke(#"{"functionName":"444455556666:function:f:7"}"#),
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:444455556666:function:f:7 exact"),
    Example(
      "in an ARN", invoke(#"{"functionName":"\#(function):$LATEST"}"#),
      "lambda:InvokeFunction \(function):$LATEST exact"),
    Example(
      "beside the event's own list",
      invoke(
        #"{"functionName":"f","qualifier":"live"}"#,
        resources: #"[{"accountId":"111122223333","ARN":"\#(function)"}]"#),
      "lambda:InvokeFunction \(function):live exact"),
    Example(
      "in an ARN beside the event's own list",
      invoke(
        #"{"functionName":"\#(function):live"}"#,
        resources: #"[{"accountId":"111122223333","ARN":"\#(function)"}]"#),
      "lambda:InvokeFunction \(function):live exact"),
    Example(
      "behind an account", invoke(#"{"functionName":"444455556666:f"}"#),
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:444455556666:function:f exact"),
    Example(
      "behind an account, with a version", invoke(#"{"functionName":"444455556666:f:7"}"#),
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:444455556666:function:f:7 exact"),
    Example(
      "behind an account and a parameter",
      invoke(#"{"functionName":"444455556666:function:f","qualifier":"live"}"#),
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:444455556666:function:f:live exact"),
    Example(
      "behind a Region and an account", invoke(#"{"functionName":"eu-west-1:444455556666:function:f"}"#),
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:444455556666:function:f exact"),
    Example(
      "a name of digits with an alias", invoke(#"{"functionName":"1234:live"}"#),
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:111122223333:function:1234:live exact"),
    Example(
      "another action on a name behind an account",
      EventText(
        source: "lambda.amazonaws.com", name: "UpdateFunctionCode20150331v2",
        parameters: #"{"functionName":"444455556666:f"}"#),
      "lambda:UpdateFunctionCode arn:aws:lambda:eu-west-1:444455556666:function:f exact"),
    Example(
      "another action may be checked without it",
      EventText(
        source: "lambda.amazonaws.com", name: "GetPolicy20150331v2",
        parameters: #"{"functionName":"f","qualifier":"live"}"#),
      "lambda:GetPolicy \(function)* partial"),
  ]

  @Test(arguments: functions)
  func `an invocation is checked on the version or alias that it names`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  private static let machine = "arn:aws:states:eu-west-1:111122223333:stateMachine:m"

  private static func states(_ name: String, _ parameters: String) -> EventText {
    EventText(source: "states.amazonaws.com", name: name, parameters: parameters)
  }

  static let machines: [Example] = [
    Example(
      "an alias", states("StartExecution", #"{"stateMachineArn":"\#(machine):PROD","name":"n"}"#),
      "states:StartExecution \(machine) exact"),
    Example(
      "a version", states("DescribeStateMachine", #"{"stateMachineArn":"\#(machine):1"}"#),
      "states:DescribeStateMachine \(machine) exact"),
    Example(
      "neither", states("StartSyncExecution", #"{"stateMachineArn":"\#(machine)"}"#),
      "states:StartSyncExecution \(machine) exact"),
    Example(
      "the executions of an alias", states("ListExecutions", #"{"stateMachineArn":"\#(machine):PROD"}"#),
      "states:ListExecutions \(machine) exact"),
    Example(
      "an alias by its own parameter",
      states("DeleteStateMachineAlias", #"{"stateMachineAliasArn":"\#(machine):PROD"}"#),
      "states:DeleteStateMachineAlias \(machine) exact"),
    Example(
      "two versions are one state machine",
      states(
        "CreateStateMachineAlias",
        #"{"name":"PROD","routingConfiguration":[{"stateMachineVersionArn":"\#(machine):1","weight":50},{"stateMachineVersionArn":"\#(machine):2","weight":50}]}"#
      ), "states:CreateStateMachineAlias \(machine) exact"),
    Example(
      "an execution has its name behind a colon",
      states("StopExecution", #"{"executionArn":"arn:aws:states:eu-west-1:111122223333:execution:m:e1"}"#),
      "states:StopExecution arn:aws:states:eu-west-1:111122223333:execution:m:e1 exact"),
    Example(
      "so has an express execution",
      states(
        "DescribeExecution", #"{"executionArn":"arn:aws:states:eu-west-1:111122223333:express:m:e1:x1"}"#),
      "states:DescribeExecution arn:aws:states:eu-west-1:111122223333:express:m:e1:x1 exact"),
    Example(
      "so has a map run",
      states("DescribeMapRun", #"{"mapRunArn":"arn:aws:states:eu-west-1:111122223333:mapRun:m/l:r1"}"#),
      "states:DescribeMapRun arn:aws:states:eu-west-1:111122223333:mapRun:m/l:r1 exact"),
  ]

  @Test(arguments: machines)
  func `a call to a version or alias of a state machine is checked on the state machine`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  private static func query(_ parameters: String, resources: String? = nil) -> EventText {
    EventText(source: "dynamodb.amazonaws.com", name: "Query", parameters: parameters, resources: resources)
  }

  static let indexes: [Example] = [
    Example(
      "the event's own list has the table",
      query(
        #"{"tableName":"t","indexName":"ix"}"#,
        resources: #"[{"accountId":"111122223333","type":"AWS::DynamoDB::Table","ARN":"\#(table)"}]"#),
      "dynamodb:Query \(table)/index/ix exact"),
    Example(
      "the names alone", query(#"{"tableName":"t","indexName":"ix"}"#),
      "dynamodb:Query \(table)/index/ix exact"),
    Example(
      "the table's ARN",
      query(#"{"tableName":"arn:aws:dynamodb:eu-west-1:444455556666:table/t","indexName":"ix"}"#),
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:444455556666:table/t/index/ix exact"),
    Example("no index", query(#"{"tableName":"t"}"#), "dynamodb:Query \(table) exact"),
  ]

  @Test(arguments: indexes)
  func `a query of an index is checked on the index`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  private static func logs(_ name: String, _ parameters: String) -> EventText {
    EventText(source: "logs.amazonaws.com", name: name, parameters: parameters)
  }

  static let groups: [Example] = [
    Example(
      "a name", logs("PutRetentionPolicy", #"{"logGroupName":"/prod/g","retentionInDays":7}"#),
      "logs:PutRetentionPolicy \(group):log-stream: exact"),
    Example(
      "an ARN", logs("StartQuery", #"{"logGroupIdentifiers":["\#(group)"]}"#),
      "logs:StartQuery \(group):log-stream: exact"),
    Example(
      "an ARN with all that is in it", logs("StartQuery", #"{"logGroupIdentifiers":["\#(group):*"]}"#),
      "logs:StartQuery \(group):log-stream: exact"),
    Example(
      "a stream", logs("PutLogEvents", #"{"logGroupName":"/prod/g","logStreamName":"s"}"#),
      "logs:PutLogEvents \(group):log-stream:s exact"),
    Example(
      "tags are the group's own", logs("TagResource", #"{"resourceArn":"\#(group)","tags":{"a":"b"}}"#),
      "logs:TagResource \(group) exact"),
  ]

  @Test(arguments: groups)
  func `a log group is checked with the streams in it, but for its tags`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }
}
