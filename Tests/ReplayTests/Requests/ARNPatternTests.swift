import Replay
import Testing

/// Which patterns can match an ARN.
struct ARNPatternTests {
  @Test(arguments: [
    "*", "arn:*", "*payroll*", "arn:aws:s3:::payroll", "arn:aws:s3:::payroll*", "arn:aws:s3*", "*:role/app",
    "arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:sqs:*:11112222*:q", "arn:aws:iam::aws:policy/P", "a?n:*",
    "arn:aws:ec2:us-east-1::image/ami-1",
  ])
  func `a pattern that may match an ARN is taken`(pattern: String) {
    #expect(ARNPattern.fault(pattern) == nil)
  }

  @Test(arguments: [
    ("payroll", "arn:aws:s3:::payroll*"), ("payroll/2026", "arn:aws:s3:::payroll/2026*"),
    ("Payroll", "*Payroll*"), ("arn:aws:s3", "arn:aws:s3*"),
    ("arn:aws:sqs:eu-west-1", "arn:aws:sqs:eu-west-1*"),
    ("s3:::payroll*", "*s3:::payroll**"), ("", "**"),
  ])
  func `one that matches none is refused, with what may be meant`(pattern: String, meant: String) {
    #expect(
      ARNPattern.fault(pattern) == "it is no pattern that an ARN can match. Did you mean '\(meant)'?")
  }

  @Test(arguments: ["arn:aws:sqs:eu-west-1:11112222333:q", "arn:*:sqs:*:11112222333:*"])
  func `the account of an ARN has twelve digits`(pattern: String) {
    #expect(ARNPattern.fault(pattern) == "the account 11112222333 has 11 digits and not 12.")
  }

  @Test(arguments: [
    "arn:aws:s3:::b/k", "arn:aws-cn:iam::111122223333:role/app", "arn:aws:sns:us-east-1:111122223333:t:x",
    "*",
    "anonymous", "logs.amazonaws.com",
  ])
  func `an ARN in its form has no fault`(text: String) { #expect(ARNPattern.fault(ofARN: text) == nil) }

  @Test(arguments: [
    "arn:", "arn:aws:s3::b/k", "arn:aws:s3:::", "arn:aws::::b", "arn::s3:::b", "arn:AWS:s3:::b",
  ])
  func `an ARN without its fields or in no partition has one`(text: String) {
    #expect(ARNPattern.fault(ofARN: text) != nil)
  }
}
