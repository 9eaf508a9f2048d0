import AuditStore
import Testing

/// Names that a call gives where the ARN has an id that the service makes.
struct GeneratedIDTests {
  struct Call: Sendable {
    var source: String
    var name: String
    var parameters: String
    var request: String

    init(_ source: String, _ name: String, _ parameters: String, _ request: String) {
      (self.source, self.name, self.parameters, self.request) = (source, name, parameters, request)
    }

    var event: EventText {
      EventText(source: "\(source).amazonaws.com", name: name, parameters: parameters)
    }
  }

  private static let account = "eu-west-1:111122223333"

  static let names = [
    Call(
      "s3tables", "PutTablePolicy",
      #"{"tableBucketARN":"arn:aws:s3tables:\#(account):bucket/tb","namespace":"ns","name":"t"}"#,
      "s3tables:PutTablePolicy arn:aws:s3tables:\(account):bucket/tb/table/*"),
    Call(
      "rds", "CreateIntegration", #"{"integrationName":"zetl"}"#,
      "rds:CreateIntegration arn:aws:rds:\(account):integration:*"),
    Call(
      "redshift", "CreateIntegration", #"{"integrationName":"zetl"}"#,
      "redshift:CreateIntegration arn:aws:redshift:\(account):integration:*"),
    Call(
      "rds", "CreateBlueGreenDeployment", #"{"blueGreenDeploymentName":"bg"}"#,
      "rds:CreateBlueGreenDeployment arn:aws:rds:\(account):deployment:*"),
    Call(
      "mediapackage", "DescribeChannel", #"{"id":"sports"}"#,
      "mediapackage:DescribeChannel arn:aws:mediapackage:\(account):channels/*"),
    Call(
      "mediapackage", "DeleteOriginEndpoint", #"{"id":"hls"}"#,
      "mediapackage:DeleteOriginEndpoint arn:aws:mediapackage:\(account):origin_endpoints/*"),
    Call(
      "s3", "GetMultiRegionAccessPoint", #"{"name":"mrap1"}"#,
      "s3:GetMultiRegionAccessPoint arn:aws:s3::111122223333:accesspoint/*"),
    Call(
      "bedrock", "GetCustomModel", #"{"modelIdentifier":"mine"}"#,
      "bedrock:GetCustomModel arn:aws:bedrock:\(account):custom-model/*"),
    Call(
      "bedrock", "GetModelCustomizationJob", #"{"jobIdentifier":"mine"}"#,
      "bedrock:GetModelCustomizationJob arn:aws:bedrock:\(account):model-customization-job/*"),
    Call(
      "bedrock", "CreateModelInvocationJob", #"{"jobName":"batch"}"#,
      "bedrock:CreateModelInvocationJob arn:aws:bedrock:\(account):model-invocation-job/*"),
    Call(
      "appconfig", "GetConfiguration", #"{"application":"App","environment":"Prod","configuration":"Flags"}"#,
      "appconfig:GetConfiguration arn:aws:appconfig:\(account):application/*"),
    Call(
      "servicecatalog-appregistry", "GetApplication", #"{"application":"App"}"#,
      "servicecatalog:GetApplication arn:aws:servicecatalog:\(account):/applications/*"),
    Call(
      "servicecatalog-appregistry", "AssociateResource", #"{"application":"App","resource":"stack"}"#,
      "servicecatalog:AssociateResource arn:aws:servicecatalog:\(account):/applications/*"),
    Call(
      "payment-cryptography", "GetKey", #"{"keyIdentifier":"alias/k"}"#,
      "payment-cryptography:GetKey arn:aws:payment-cryptography:\(account):key/*"),
    Call(
      "synthetics", "GetGroup", #"{"groupIdentifier":"mine"}"#,
      "synthetics:GetGroup arn:aws:synthetics:\(account):group:*"),
    Call(
      "sagemaker-geospatial", "StartEarthObservationJob", #"{"name":"j"}"#,
      "sagemaker-geospatial:StartEarthObservationJob "
        + "arn:aws:sagemaker-geospatial:\(account):earth-observation-job/*"),
    Call(
      "pcs", "GetCluster", #"{"clusterIdentifier":"mine"}"#,
      "pcs:GetCluster arn:aws:pcs:\(account):cluster/*"),
  ]

  @Test(arguments: names)
  func `a name leaves the id open`(call: Call) {
    #expect(call.event.requests() == ["\(call.request) partial"])
  }

  static let ids = [
    Call(
      "pcs", "GetCluster", #"{"clusterIdentifier":"pcs_0123456789"}"#,
      "pcs:GetCluster arn:aws:pcs:\(account):cluster/pcs_0123456789"),
    Call(
      "appconfig", "GetApplication", #"{"applicationId":"abc1234"}"#,
      "appconfig:GetApplication arn:aws:appconfig:\(account):application/abc1234"),
    Call(
      "synthetics", "GetGroup", #"{"groupIdentifier":"arn:aws:synthetics:\#(account):group:abc1234"}"#,
      "synthetics:GetGroup arn:aws:synthetics:\(account):group:abc1234"),
    Call(
      "bedrock", "GetCustomModel",
      #"{"modelIdentifier":"arn:aws:bedrock:\#(account):custom-model/amazon.titan/abcdef123456"}"#,
      "bedrock:GetCustomModel arn:aws:bedrock:\(account):custom-model/amazon.titan/abcdef123456"),
    Call(
      "ssm", "ListTagsForResource", #"{"resourceType":"Document","resourceId":"d"}"#,
      "ssm:ListTagsForResource arn:aws:ssm:\(account):document/d"),
  ]

  @Test(arguments: ids)
  func `an id or an ARN tells it`(call: Call) {
    #expect(call.event.requests() == ["\(call.request) exact"])
  }

  @Test func `the event's own list tells what a name does not`() {
    let arn = "arn:aws:appconfig:eu-west-1:111122223333:application/a/environment/e/configuration/c"
    let event = EventText(
      source: "appconfig.amazonaws.com", name: "StartConfigurationSession",
      parameters:
        #"{"applicationIdentifier":"App","environmentIdentifier":"Prod","configurationProfileIdentifier":"Flags"}"#,
      resources: #"[{"type":"AWS::AppConfig::Configuration","ARN":"\#(arn)","accountId":"111122223333"}]"#)
    #expect(event.requests() == ["appconfig:StartConfigurationSession \(arn) exact"])
  }

  static let secrets = [
    ("my-secret", "partial"), ("my-prod01", "partial"), ("my-Prod01", "partial"), ("db-MyKeys", "partial"),
    ("db-apiKey", "partial"), ("db-000001", "partial"), ("db-db2026", "partial"), ("db-3f9a2c", "partial"),
    ("db-SECRET", "partial"), ("db-PRD001", "partial"), ("db-AbCdE1", "exact"), ("db-AbCdEf", "exact"),
    ("db-aB3dE5", "exact"), ("db-AbCDef", "exact"), ("db-x9KqZr", "exact"), ("db-nFvpuv", "exact"),
    ("db-ZgthLn", "exact"), ("db-iugd0p", "exact"), ("db-mwz4gq", "exact"), ("db-ywtiPr", "exact"),
  ]

  @Test(arguments: secrets)
  func `the end of a secret's ARN may be that of its name`(name: String, state: String) {
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:\(name)"
    var event = EventText(
      source: "secretsmanager.amazonaws.com", name: "GetSecretValue", parameters: #"{"secretId":"\#(arn)"}"#)
    let open = state == "partial" ? "*" : ""
    #expect(event.requests() == ["secretsmanager:GetSecretValue \(arn)\(open) \(state)"])
    event.resources = #"[{"ARN":"\#(arn)-a1B2c3","accountId":"111122223333"}]"#
    #expect(event.requests() == ["secretsmanager:GetSecretValue \(arn)-a1B2c3 exact"])
  }
}
