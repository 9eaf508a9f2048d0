/// The context keys whose type is a list.
///
/// From the service authorization reference, keys of type `ArrayOf…`, and the global ones, read 2026-10.
enum MultivaluedKeys {
  static let global: Set<String> = [
    "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths",
    "aws:sourceorgpaths", "aws:tagkeys", "aws:vpceorgpaths",
  ]
  static let service: Set<String> = [
    "dynamodb:attributes", "dynamodb:leadingkeys", "ec2:createtags", "cognito-identity.amazonaws.com:amr",
    "cloudformation:resourcetypes", "cloudfront:aliases", "elasticloadbalancing:securitygroup",
    "elasticloadbalancing:subnet", "kms:encryptioncontextkeys", "kms:grantoperations",
    "lambda:securitygroupids", "lambda:subnetids", "lambda:layer", "route53:changeresourcerecordsetsactions",
    "route53:changeresourcerecordsetsnormalizedrecordnames", "route53:changeresourcerecordsetsrecordtypes",
    "s3:requestobjecttagkeys", "sts:transitivetagkeys", "ses:recipients",
  ]

  static func contains(_ key: String) -> Bool { global.contains(key) || service.contains(key) }
}
