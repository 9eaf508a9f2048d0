import AuditStore
import Testing

/// Names such as `name` and `id`, which may be those of anything that a call speaks of.
struct GeneralNameTests {
  typealias Example = ResourceDerivationTests.Example

  static let examples: [Example] = [
    Example(
      "the name of a selector is no trail's",
      EventText(
        source: "cloudtrail.amazonaws.com", name: "PutEventSelectors",
        parameters:
          #"{"trailName":"mgmt","advancedEventSelectors":[{"name":"Log all S3","fieldSelectors":[{"field":"eventCategory","equals":["Data"]}]}]}"#
      ),
      "cloudtrail:PutEventSelectors arn:aws:cloudtrail:eu-west-1:111122223333:trail/mgmt exact"),
    Example(
      "what names the type comes before an id that may be of anything",
      EventText(
        source: "cloudfront.amazonaws.com", name: "GetInvalidation",
        parameters: #"{"distributionId":"E1ABCDEF","id":"I2J0I21PCUYOIK"}"#),
      "cloudfront:GetInvalidation arn:aws:cloudfront::111122223333:distribution/E1ABCDEF exact"),
    Example(
      "the id of a record is no domain's",
      EventText(
        source: "lightsail.amazonaws.com", name: "DeleteDomainEntry",
        parameters:
          #"{"domainName":"example.com","domainEntry":{"id":"123456","name":"www.example.com","type":"A"}}"#),
      "lightsail:DeleteDomainEntry arn:aws:lightsail:eu-west-1:111122223333:Domain/* partial"),
    Example(
      "names of metrics are no bots'",
      EventText(
        source: "models-v2-lex.amazonaws.com", name: "ListSessionMetrics",
        parameters: #"{"botId":"ABCDEFGHIJ","metrics":[{"name":"Count","statistic":"Sum"}]}"#),
      "lex:ListSessionMetrics arn:aws:lex:eu-west-1:111122223333:bot/ABCDEFGHIJ exact"),
    Example(
      "a name in an object that is named for the type",
      EventText(
        source: "codepipeline.amazonaws.com", name: "CreatePipeline",
        parameters: #"{"pipeline":{"name":"p","stages":[{"name":"Source"}]}}"#),
      "codepipeline:CreatePipeline arn:aws:codepipeline:eu-west-1:111122223333:p exact"),
  ]

  static let own: [Example] = [
    Example(
      "documents of a list",
      EventText(
        source: "ssm.amazonaws.com", name: "CreateAssociationBatch",
        parameters: #"{"entries":[{"name":"d"}]}"#),
      "ssm:CreateAssociationBatch arn:aws:ssm:eu-west-1:111122223333:document/d exact"),
    Example(
      "the monitor of a metric",
      EventText(
        source: "rum.amazonaws.com", name: "BatchCreateRumMetricDefinitions",
        parameters:
          #"{"appMonitorName":"mon","metricDefinitions":[{"name":"PerformanceNavigationDuration"}]}"#),
      "rum:BatchCreateRumMetricDefinitions arn:aws:rum:eu-west-1:111122223333:appmonitor/mon exact"),
    Example(
      "the same of one metric",
      EventText(
        source: "rum.amazonaws.com", name: "UpdateRumMetricDefinition",
        parameters: #"{"appMonitorName":"mon","metricDefinition":{"name":"X"},"metricDefinitionId":"u"}"#),
      "rum:UpdateRumMetricDefinition arn:aws:rum:eu-west-1:111122223333:appmonitor/mon exact"),
    Example(
      "the organization of a resource",
      EventText(
        source: "workmail.amazonaws.com", name: "DeleteResource",
        parameters: #"{"organizationId":"m-1","resourceId":"r-2"}"#),
      "workmail:DeleteResource arn:aws:workmail:eu-west-1:111122223333:organization/m-1 exact"),
    Example(
      "a webhook and its pipeline",
      EventText(
        source: "codepipeline.amazonaws.com", name: "PutWebhook",
        parameters: #"{"webhook":{"name":"w","targetPipeline":"p","targetAction":"a"}}"#),
      "codepipeline:PutWebhook arn:aws:codepipeline:eu-west-1:111122223333:p exact",
      "codepipeline:PutWebhook arn:aws:codepipeline:eu-west-1:111122223333:webhook:w exact"),
    Example(
      "the name of an instance beside a bucket's",
      EventText(
        source: "lightsail.amazonaws.com", name: "SetResourceAccessForBucket",
        parameters: #"{"resourceName":"inst","bucketName":"b","access":"allow"}"#),
      "lightsail:SetResourceAccessForBucket arn:aws:lightsail:eu-west-1:111122223333:Bucket/* partial"),
    Example(
      "a schema's name and its text",
      EventText(
        source: "personalize.amazonaws.com", name: "CreateSchema", parameters: #"{"name":"s","schema":"{}"}"#),
      "personalize:CreateSchema arn:aws:personalize:eu-west-1:111122223333:schema/s exact"),
    Example(
      "the domain of a connection that is the caller's",
      EventText(
        source: "es.amazonaws.com", name: "CreateOutboundConnection",
        parameters:
          #"{"localDomainInfo":{"aWSDomainInformation":{"domainName":"l"}},"remoteDomainInfo":{"aWSDomainInformation":{"ownerId":"444455556666","domainName":"r"}}}"#
      ),
      "es:CreateOutboundConnection arn:aws:es:eu-west-1:111122223333:domain/l exact"),
  ]

  @Test(arguments: own)
  func `a call's own parameter tells the resource`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  @Test(arguments: examples)
  func `a name that may be of anything counts at the top, or in an object of the type`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }
}
