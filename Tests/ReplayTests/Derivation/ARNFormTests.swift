import AuditStore
import Testing

/// Parameters whose values stand in an ARN in another form.
struct ARNFormTests {
  typealias Example = ResourceDerivationTests.Example

  private static let account = "eu-west-1:111122223333"

  static let forms: [Example] = [
    Example(
      "the service of a database in small letters",
      EventText(
        source: "pi.amazonaws.com", name: "GetResourceMetrics",
        parameters: #"{"serviceType":"RDS","identifier":"db-ABC"}"#),
      "pi:GetResourceMetrics arn:aws:pi:\(account):metrics/rds/db-ABC exact"),
    Example(
      "of another one it is not documented",
      EventText(
        source: "pi.amazonaws.com", name: "GetResourceMetrics",
        parameters: #"{"serviceType":"DOCDB","identifier":"db-ABC"}"#),
      "pi:GetResourceMetrics arn:aws:pi:\(account):metrics/*/db-ABC partial"),
    Example(
      "a pipeline's name in small letters without blanks",
      EventText(
        source: "imagebuilder.amazonaws.com", name: "CreateImagePipeline",
        parameters: #"{"name":"My-Golden Image"}"#),
      "imagebuilder:CreateImagePipeline arn:aws:imagebuilder:\(account):image-pipeline/my-golden-image exact"),
    Example(
      "a component's name and version",
      EventText(
        source: "imagebuilder.amazonaws.com", name: "CreateComponent",
        parameters: #"{"name":"Comp A","semanticVersion":"1.0.0"}"#),
      "imagebuilder:CreateComponent arn:aws:imagebuilder:\(account):component/comp-a/1.0.0/* partial"),
    Example(
      "a stream's ARN before the shard",
      EventText(
        source: "dynamodb.amazonaws.com", name: "GetRecords",
        parameters:
          #"{"shardIterator":"arn:aws:dynamodb:\#(account):table/t/stream/2026-01-01T00:00:00.000|1|AAA"}"#),
      "dynamodb:GetRecords arn:aws:dynamodb:\(account):table/t/stream/2026-01-01T00:00:00.000 exact"),
    Example(
      "another account of the organization",
      EventText(
        source: "account.amazonaws.com", name: "PutAlternateContact",
        parameters: #"{"accountId":"444455556666","alternateContactType":"SECURITY"}"#),
      "account:PutAlternateContact arn:aws:account::*:account/o-*/444455556666 partial"),
    Example(
      "the caller's own account",
      EventText(
        source: "account.amazonaws.com", name: "PutAlternateContact",
        parameters: #"{"alternateContactType":"SECURITY"}"#),
      "account:PutAlternateContact arn:aws:account::111122223333:account exact"),
  ]

  @Test(arguments: forms)
  func `a value stands in the ARN as the service writes it`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }
}
