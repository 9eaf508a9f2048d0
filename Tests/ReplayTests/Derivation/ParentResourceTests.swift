import Testing

/// Resources that a call names within something else, which it names by its ARN.
struct ParentResourceTests {
  private static let other = "444455556666"

  private func requests(_ source: String, _ name: String, _ parameters: String) -> [String] {
    EventText(source: "\(source).amazonaws.com", name: name, parameters: parameters).requests()
  }

  @Test(arguments: ["", ":*"])
  func `the stream of another account's log group is that account's`(ending: String) {
    let group = "arn:aws:logs:us-east-1:\(Self.other):log-group:/aws/lambda/fn"
    #expect(
      requests(
        "logs", "GetLogEvents",
        #"{"logGroupIdentifier":"\#(group)\#(ending)","logStreamName":"a/[$LATEST]b"}"#)
        == ["logs:GetLogEvents \(group):log-stream:a/[$LATEST]b exact"])
  }

  @Test(arguments: ["aws.partner/example.com/1/default", "bus"], ["111122223333", other])
  func `a rule of a bus is where the bus is`(bus: String, account: String) {
    let events = "arn:aws:events:eu-west-1:\(account)"
    #expect(
      requests("events", "PutRule", #"{"name":"r","eventBusName":"\#(events):event-bus/\#(bus)"}"#)
        == ["events:PutRule \(events):rule/\(bus)/r exact"])
    #expect(
      requests("events", "DeleteRule", #"{"name":"r","eventBusName":"\#(bus)"}"#)
        == ["events:DeleteRule arn:aws:events:eu-west-1:111122223333:rule/\(bus)/r exact"])
    #expect(
      requests("events", "DeleteRule", #"{"name":"r","eventBusName":"\#(events):event-bus/default"}"#)
        == ["events:DeleteRule \(events):rule/r exact"])
  }

  @Test func `what an ARN of another form says of its parts is not known`() {
    let lambda = "arn:aws:lambda:eu-west-1:\(Self.other)"
    #expect(
      requests(
        "lambda", "GetLayerVersion20181031", #"{"layerName":"\#(lambda):layer:l","versionNumber":3}"#)
        == ["lambda:GetLayerVersion \(lambda):layer:l:3 exact"])
    #expect(
      requests("logs", "GetLogEvents", #"{"logGroupName":"arn:aws:logs:eu-west-1:1:x","logStreamName":"s"}"#)
        == ["logs:GetLogEvents arn:aws:logs:eu-west-1:111122223333:log-group:*:log-stream:s partial"])
  }
}
